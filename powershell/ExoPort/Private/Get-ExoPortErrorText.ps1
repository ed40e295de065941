function Get-ExoPortErrorText {
    <#
    The text of something that may hold SMTP codes: a text, an ErrorRecord or exception with what is inside of it, or
    an object (message trace, message tracking, queue, a row of Import-Csv) with its telling properties on one line.
    #>
    param([object] $InputObject)

    if ($null -eq $InputObject) { return }
    $value = $InputObject
    if ($value -is [string]) { return [string] $value }
    if ($value -is [System.Management.Automation.ErrorRecord]) {
        $texts = @(
            if ($value.ErrorDetails) { $value.ErrorDetails.Message }
            Get-ExoPortErrorText -InputObject $value.Exception
        )
        return $texts -join ' '
    }
    if ($value -is [System.Exception]) {
        # An exception's own text often repeats that of the inner one.
        $texts = [System.Collections.Generic.List[string]]::new()
        for ($depth = 0; $value -and $depth -lt 10; $depth++) {
            if (-not ($texts -join ' ').Contains($value.Message)) { $texts.Add($value.Message) }
            $value = $value.InnerException
        }
        return $texts -join ' '
    }
    if ($value -is [System.Collections.IDictionary]) { $value = [pscustomobject] $value }
    # One line, so that one object counts a code once; a name such as RecipientStatus says what its value is.
    $parts = [System.Collections.Generic.List[string]]::new()
    $several = [System.Collections.Generic.List[string]]::new()
    $known = 'RecipientStatus', 'Status', 'EnhancedStatusCode', 'StatusCode', 'Detail', 'Details', 'Data', 'EventData', 'LastError',
    'DiagnosticCode', 'Diagnostic', 'Response', 'Reason', 'SourceContext', 'Error', 'ErrorMessage', 'Exception', 'Message', 'Text'
    $found = $false
    foreach ($name in $known) {
        $property = $value.PSObject.Properties[$name]
        if (-not $property) { continue }
        $found = $true
        foreach ($item in $property.Value) {
            if ($item -is [System.Exception] -or $item -is [System.Management.Automation.ErrorRecord]) { $item = Get-ExoPortErrorText -InputObject $item }
            $text = "$item".Trim()
            if (-not $text) { continue }
            if ($text.Contains("`n")) { $several.Add($text) } else { $parts.Add("${name}: $text") }
        }
    }
    # A number, a date, anything else: as PowerShell writes it.
    if (-not $found) { return "$value" }
    if ($parts.Count -gt 0) { $parts -join ' | ' }
    $several
}
