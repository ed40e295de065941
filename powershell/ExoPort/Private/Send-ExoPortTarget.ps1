function Send-ExoPortTarget {
    <# Gives one target to a run: $true when it was taken, $false when there is no room yet. Throws for a bad target. #>
    param([hashtable] $Run, [byte[]] $Target)

    $status = $Run.Api::exoport_run_push($Run.Run, $Target, [uint32] $Target.Length, [uint32] 0)
    if ($status -eq 0) { return $true }
    if ($status -eq 1) { return $false }
    # -5 BAD_TARGET: what the caller wrote. Anything else is a fault.
    if ($status -eq -5) { throw [System.ArgumentException]::new((Get-ExoPortNativeText -Name 'last_error')) }
    throw [System.InvalidOperationException]::new("The native library did not take a target: $(Get-ExoPortStatusMessage -Status $status).")
}
