function Resolve-ExoPortWord {
    <#
    The native word for what a person wrote (SmtpMx, smtpmx and smtp-mx are the same). Empty text gives nothing.
    For an unknown word: nothing, and a message in $Problem that names it and the allowed words.

    Problems are collected and not thrown: PowerShell would put every exception that is caught here
    into the caller's $Error and -ErrorVariable as well.
    #>
    param([string] $Kind, [string] $Text, [System.Collections.IList] $Problem)

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
    $null = $Problem.Add("Invalid -$Kind `"$(Limit-ExoPortText $asked)`" (one of: $allowed).")
}
