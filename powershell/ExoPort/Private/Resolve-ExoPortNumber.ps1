function Resolve-ExoPortNumber {
    <# A port as a number; throws an ArgumentException that names the value and the range. #>
    param([string] $Text)

    $number = 0
    $style = [System.Globalization.NumberStyles]::None
    $culture = [System.Globalization.CultureInfo]::InvariantCulture
    if (-not [int]::TryParse($Text.Trim(), $style, $culture, [ref] $number) -or $number -lt 1 -or $number -gt 65535) {
        throw [System.ArgumentException]::new("-Port '$(Limit-ExoPortText $Text)' is not a port. Use a whole number from 1 to 65535.")
    }
    $number
}
