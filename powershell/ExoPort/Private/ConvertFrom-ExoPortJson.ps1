function ConvertFrom-ExoPortJson {
    <# One JSON text as objects. Texts stay texts, also those that look like a date. #>
    param([string] $Json)

    if ($null -eq $script:JsonOptions) {
        # PowerShell 7 makes a DateTime of a text that looks like one; -DateKind (7.5) turns that off.
        $script:JsonOptions = @{}
        if ((Get-Command -Name ConvertFrom-Json -CommandType Cmdlet).Parameters.ContainsKey('DateKind')) {
            $script:JsonOptions['DateKind'] = 'String'
        }
    }
    $options = $script:JsonOptions
    ConvertFrom-Json -InputObject $Json @options
}
