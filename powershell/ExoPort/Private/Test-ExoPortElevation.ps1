function Test-ExoPortElevation {
    <# Whether this process has administrator rights now. On Windows only. #>
    $identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    try {
        [System.Security.Principal.WindowsPrincipal]::new($identity).IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator)
    }
    finally { $identity.Dispose() }
}
