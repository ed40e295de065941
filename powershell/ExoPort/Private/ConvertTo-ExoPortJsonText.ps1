function ConvertTo-ExoPortJsonText {
    <#
    A text as a JSON string. Not ConvertTo-Json: Windows PowerShell 5.1 writes a text that came out of
    Get-Content as an object, with the path and drive it was read from.
    #>
    param([string] $Text)

    if ($Text -match '["\\\x00-\x1f]') {
        # The frequent ones at once: a piece of a log has thousands of them.
        $Text = $Text.Replace('\', '\\').Replace('"', '\"').Replace("`n", '\n').Replace("`r", '\r').Replace("`t", '\t')
        $Text = [regex]::Replace($Text, '[\x00-\x1f]', { param($match) '\u{0:x4}' -f [int][char] $match.Value })
    }
    '"' + $Text + '"'
}
