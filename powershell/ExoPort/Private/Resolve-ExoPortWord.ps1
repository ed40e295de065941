function Resolve-ExoPortWord {
    <#
    The native word for what a person wrote (SmtpMx, smtpmx and smtp-mx are the same); throws an
    ArgumentException that names the value and the words that are allowed. Empty text gives nothing.
    #>
    param([string] $Kind, [string] $Text)

    $asked = $Text.Trim()
    if ($asked.Length -eq 0) { return }
    $words = Get-ExoPortWordList -Kind $Kind
    $plain = $asked.Replace('-', '')
    foreach ($name in $words.Keys) {
        if ([string]::Equals($name, $plain, [System.StringComparison]::OrdinalIgnoreCase)) {
            return $words[$name]
        }
    }
    $allowed = @($words.Keys) -join ', '
    throw [System.ArgumentException]::new("-$Kind '$(Limit-ExoPortText $asked)' is not known. Use one of: $allowed.")
}
