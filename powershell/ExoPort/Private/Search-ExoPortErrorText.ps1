function Search-ExoPortErrorText {
    <#
    Asks the native library about the waiting text of a search, piece by piece, and counts what it finds together with
    what was found before. Without -All only whole pieces: the rest waits for more. A question may have a million bytes;
    a character has at most six in it, so memory stays flat however long the text or one of its lines is.
    #>
    param([hashtable] $Search, [switch] $All)

    $size = 131072
    while ($Search.Waiting.Length -gt 0 -and -not $Search.Problem -and ($All -or $Search.Waiting.Length -ge $size)) {
        $length = [Math]::Min($size, $Search.Waiting.Length)
        $text = $Search.Waiting.ToString(0, $length)
        if ($length -lt $Search.Waiting.Length -or -not $All) {
            # Between two paragraphs, so that a bounce message's fields stay together; else between two lines; else between
            # two words, where no code is.
            $end = [Math]::Max($text.LastIndexOf("`n`n", [System.StringComparison]::Ordinal) + 2, $text.LastIndexOf("`n`r`n", [System.StringComparison]::Ordinal) + 3)
            if ($end -lt $length / 2) { $end = $text.LastIndexOf("`n", [System.StringComparison]::Ordinal) + 1 }
            if ($end -le 0) {
                $between = [regex]::Match($text, '(?<=[A-Za-z]) (?=[A-Za-z])', [System.Text.RegularExpressions.RegexOptions]::RightToLeft)
                if ($between.Success -and $between.Index -gt $length / 2) { $end = $between.Index }
            }
            if ($end -gt 0) { $text = $text.Substring(0, $end) }
        }
        $answer = Invoke-ExoPortQuery -Question ('{"query":"explain","text":' + (ConvertTo-ExoPortJsonText -Text $text) + '}')
        if (-not $answer) {
            $Search.Problem = Get-ExoPortLastError
            return
        }
        Add-ExoPortErrorExplanation -Search $Search -Answer $answer
        $Search.Lines += $text.Length - $text.Replace("`n", '').Length
        $null = $Search.Waiting.Remove(0, $text.Length)
    }
}
