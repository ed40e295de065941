function Limit-ExoPortText {
    <# What a message may quote of a text that comes from elsewhere: printable and short. #>
    param([string] $Text)

    $shown = [regex]::Replace($Text, '[\p{C}]', '?')
    if ($shown.Length -gt 80) { $shown = $shown.Substring(0, 80) + '...' }
    $shown
}
