# ConvertFrom-Json as Windows PowerShell 5.1 has it, in the scope of a module: its number types, its refusals. Written
# after Microsoft's source (JavaScriptObjectDeserializer, and ConvertFrom-Json of 5.1), because 5.1 cannot be run here.

function ConvertTo-ShapeOf51 {
    <# A System.Text.Json element as 5.1 makes it: Int32, Int64 or Decimal, Double with an exponent; arrays as object[]. #>
    param([object] $Element)

    switch ([string] $Element.ValueKind) {
        'Object' {
            $properties = [ordered]@{}
            foreach ($property in $Element.EnumerateObject()) {
                if ($property.Name -eq '') { throw 'Cannot process argument because the value of argument "name" is not valid.' }
                if ($properties.Contains($property.Name)) { throw "Cannot convert the JSON string because a dictionary that was converted from the string contains the duplicated keys '$($property.Name)'." }
                $properties[$property.Name] = ConvertTo-ShapeOf51 -Element $property.Value
            }
            return [pscustomobject] $properties
        }
        'Array' {
            $items = @(foreach ($item in $Element.EnumerateArray()) { , (ConvertTo-ShapeOf51 -Element $item) })
            return , $items
        }
        'String' {
            # Written \/Date(0)\/ in the text of the JSON, and so alone, it is a date.
            if ($Element.GetRawText() -match '^"\\/Date\(') { return [datetime]::new(1970, 1, 1) }
            return $Element.GetString()
        }
        'Number' {
            $text = $Element.GetRawText()
            $culture = [System.Globalization.CultureInfo]::InvariantCulture
            if ($text -match '[eE]') { return [double]::Parse($text, $culture) }
            if ($text -notmatch '\.') {
                $small = 0
                $long = [long] 0
                if ([int]::TryParse($text, [ref] $small)) { return $small }
                if ([long]::TryParse($text, [ref] $long)) { return $long }
            }
            return [decimal]::Parse($text, $culture)
        }
        'True' { return $true }
        'False' { return $false }
        default { return $null }
    }
}

function ConvertFrom-Json {
    <# In the place of the cmdlet; without its newer parameters. #>
    param([string] $InputObject)

    $script:JsonReadAs51 = 1 + $script:JsonReadAs51
    $document = [System.Text.Json.JsonDocument]::Parse($InputObject)
    try { ConvertTo-ShapeOf51 -Element $document.RootElement } finally { $document.Dispose() }
}
