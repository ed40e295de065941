function ConvertFrom-ExoPortJsonElement {
    <#
    A System.Text.Json element as the objects that ConvertFrom-Json makes, with every text left as it is. Used by
    ConvertFrom-ExoPortJson on PowerShell 6 to 7.4 only: Windows PowerShell has no such type and no need of it.
    #>
    param([object] $Element)

    switch ([string] $Element.ValueKind) {
        'Object' {
            $properties = [ordered]@{}
            foreach ($property in $Element.EnumerateObject()) {
                $properties[$property.Name] = ConvertFrom-ExoPortJsonElement -Element $property.Value
            }
            return [pscustomobject] $properties
        }
        'Array' {
            $items = foreach ($item in $Element.EnumerateArray()) { ConvertFrom-ExoPortJsonElement -Element $item }
            return , @($items)
        }
        'String' { return $Element.GetString() }
        'Number' {
            $whole = [long] 0
            if ($Element.TryGetInt64([ref] $whole)) { return $whole }
            return $Element.GetDouble()
        }
        'True' { return $true }
        'False' { return $false }
        default { return $null }
    }
}
