function Start-ExoPortRun {
    <# Starts a run in the native library; the object it gives owns it. Throws when the configuration is refused. #>
    param([string] $Configuration)

    Initialize-ExoPortNative
    $api = $script:Native.Api
    $text = [System.Text.Encoding]::UTF8.GetBytes($Configuration)
    # The owner first: nothing may come between the start of a run and its owner.
    $handle = $script:Native.RunHandle::new()
    [uint64] $run = 0
    $status = $api::exoport_run_start($text, [uint32] $text.Length, [ref] $run)
    $handle.Run = $run
    if ($status -ne 0) {
        # -4 BAD_CONFIG: what the caller wrote. -10 BUSY: another watch is using the state. Anything else is a limit or a fault.
        if ($status -eq -4) { throw [System.ArgumentException]::new((Get-ExoPortLastError)) }
        if ($status -eq -10) { throw [System.IO.IOException]::new((Get-ExoPortLastError)) }
        throw [System.InvalidOperationException]::new("The native library could not start a run: $(Get-ExoPortStatusMessage -Status $status).")
    }
    @{
        Api      = $api
        Handle   = $handle
        Run      = $run
        Buffer   = [byte[]]::new(65536)
        Done     = $false
    }
}
