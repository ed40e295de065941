function ConvertFrom-ExoPortInstant {
    <# Milliseconds since 1970-01-01 UTC as a local DateTime; $null when absent or beyond what DateTime holds. #>
    param([object] $Milliseconds)

    if ($null -eq $Milliseconds) { return $null }
    # A certificate can claim any date: DateTime ends with the year 9999.
    $number = [double] $Milliseconds
    if ($number -lt -62135596800000 -or $number -gt 253402214400000) { return $null }
    $epoch = [System.DateTime]::new(1970, 1, 1, 0, 0, 0, [System.DateTimeKind]::Utc)
    $epoch.AddTicks([long] $Milliseconds * 10000).ToLocalTime()
}
