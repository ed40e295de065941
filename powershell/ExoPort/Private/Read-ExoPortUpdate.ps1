function Read-ExoPortUpdate {
    <#
    Fetches newer endpoint sets in a run of its own and gives the report as an object; nothing when the library refuses the
    job: its reason is added to $Problem. Whatever ends this early (Ctrl+C, an error) closes the run and its sockets.
    #>
    param([string] $Configuration, [string] $Job, [System.Collections.IList] $Problem, [System.Management.Automation.PSCmdlet] $Cmdlet)

    $state = @{ Run = $null }
    try {
        Open-ExoPortRun -State $state -Configuration $Configuration -Cmdlet $Cmdlet
        $null = Send-ExoPortTarget -Run $state.Run -Target ([System.Text.Encoding]::UTF8.GetBytes($Job)) -Problem $Problem
        if ($Problem.Count -gt 0) { return }
        # Short waits: PowerShell acts on Ctrl+C between them.
        do { $line = Receive-ExoPortRecord -Run $state.Run -TimeoutMilliseconds 50 } until ($line -or $state.Run.Done)
        $report = ConvertFrom-ExoPortJson -Json $line
        if ($report.outcome -ne 'ok') {
            throw [System.InvalidOperationException]::new("The update failed: $($report.detail)")
        }
        $report
    }
    finally {
        if ($state.Run) { $state.Run.Handle.Close() }
    }
}
