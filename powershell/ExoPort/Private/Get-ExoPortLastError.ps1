function Get-ExoPortLastError {
    <# Why the last native call on this thread failed, without the name of the native function before it. #>
    $text = Get-ExoPortNativeText -Name 'last_error'
    $text -replace '^exoport_\w+: ', ''
}
