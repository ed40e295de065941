function Read-ExoPortRun {
    <# Takes what is ready out of the run, counts it and gives it as results (with -Quiet: counts only). #>
    param([hashtable] $State, [int] $TimeoutMilliseconds)

    foreach ($line in Receive-ExoPortRecord -Run $State.Run -TimeoutMilliseconds $TimeoutMilliseconds) {
        $result = ConvertTo-ExoPortResult -Json $line
        $State.Received++
        if ($result.Verdict -eq 'Fail' -or $result.Verdict -eq 'Unknown') { $State.Bad++ }
        if (-not $State.Quiet) { $result }
    }
    Write-ExoPortProgress -State $State
}
