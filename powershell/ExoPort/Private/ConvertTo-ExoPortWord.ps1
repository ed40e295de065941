function ConvertTo-ExoPortWord {
    <# A word of the record as PowerShell shows it: smtp-mx as SmtpMx. One that a newer library brings is shown the same way. #>
    param([string] $Word)

    if (-not $Word) { return $null }
    if ($null -eq $script:ShownWords) { $script:ShownWords = @{} }
    $shown = $script:ShownWords[$Word]
    if (-not $shown) {
        $shown = -join @(
            foreach ($part in $Word.Split([char[]] '-', [System.StringSplitOptions]::RemoveEmptyEntries)) {
                $part.Substring(0, 1).ToUpperInvariant() + $part.Substring(1)
            }
        )
        $script:ShownWords[$Word] = $shown
    }
    $shown
}
