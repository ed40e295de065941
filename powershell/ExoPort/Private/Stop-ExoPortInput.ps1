function Stop-ExoPortInput {
    <# Tells a run that no more targets come. #>
    param([hashtable] $Run)

    $status = $Run.Api::exoport_run_finish($Run.Run)
    if ($status -ne 0) {
        throw [System.InvalidOperationException]::new("The native library could not finish a run: $(Get-ExoPortStatusMessage -Status $status).")
    }
}
