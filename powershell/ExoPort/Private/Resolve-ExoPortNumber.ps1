function Resolve-ExoPortNumber {
    <# A port as a number; nothing when the text is none from 1 to 65535. #>
    param([string] $Text)

    $number = 0
    $style = [System.Globalization.NumberStyles]::None
    $culture = [System.Globalization.CultureInfo]::InvariantCulture
    if ([int]::TryParse($Text.Trim(), $style, $culture, [ref] $number) -and $number -ge 1 -and $number -le 65535) {
        $number
    }
}
