function Get-ExoPortStatusMessage {
    <# What the native library says about a status below 0. To be read at once, on the same thread. #>
    param([int] $Status)

    $message = Get-ExoPortNativeText -Name 'last_error'
    if (-not $message) { $message = 'no details' }
    $name = Get-ExoPortNativeText -Name 'status_name' -Argument $Status
    "$message ($name $Status)"
}
