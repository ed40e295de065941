function Test-ExoPortWindows {
    <# Whether this is Windows. The variable IsWindows is not there in Windows PowerShell. #>
    [System.Environment]::OSVersion.Platform -eq [System.PlatformID]::Win32NT
}
