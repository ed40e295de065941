function Send-ExoPortTarget {
    <#
    Gives one target to a run: $true when it was taken, $false when there is no room yet. A target that the library
    refuses counts as taken, and what it says is added to $Problem.
    #>
    param([hashtable] $Run, [byte[]] $Target, [System.Collections.IList] $Problem)

    $status = $Run.Api::exoport_run_push($Run.Run, $Target, [uint32] $Target.Length, [uint32] 0)
    if ($status -eq 0) { return $true }
    if ($status -eq 1) { return $false }
    # -5 BAD_TARGET: what the caller wrote. Anything else is a fault.
    if ($status -ne -5) {
        throw [System.InvalidOperationException]::new("The native library did not accept a target: $(Get-ExoPortStatusMessage -Status $status).")
    }
    $null = $Problem.Add((Get-ExoPortLastError))
    $true
}
