function ConvertFrom-ExoPortJson {
    <# One JSON text as objects. Texts stay texts, also those that look like a date. #>
    param([string] $Json)

    if ($null -eq $script:JsonOptions) {
        # PowerShell 7 makes a DateTime of a text that looks like one; -DateKind (7.5) turns that off.
        $script:JsonOptions = @{}
        $script:JsonMakesDates = $false
        if ((Get-Command -Name ConvertFrom-Json -CommandType Cmdlet).Parameters.ContainsKey('DateKind')) {
            $script:JsonOptions['DateKind'] = 'String'
        } elseif ($PSVersionTable.PSVersion.Major -ge 6) {
            $script:JsonMakesDates = $true
        }
    }
    # Slower, so only where such a text is there at all.
    if ($script:JsonMakesDates -and $Json -match '"(\d{4}-\d\d-\d\dT|\\?/Date\()') {
        $document = [System.Text.Json.JsonDocument]::Parse($Json)
        try {
            return ConvertFrom-ExoPortJsonElement -Element $document.RootElement
        } finally {
            $document.Dispose()
        }
    }
    $options = $script:JsonOptions
    ConvertFrom-Json -InputObject $Json @options
}
