function Read-ExoPortDomain {
    <# Takes what is ready out of a run of domains, counts it and gives it as reports (with -Quiet: counts only). #>
    param([hashtable] $State, [int] $TimeoutMilliseconds)

    foreach ($line in Receive-ExoPortRecord -Run $State.Run -TimeoutMilliseconds $TimeoutMilliseconds) {
        $report = ConvertFrom-ExoPortJson -Json $line
        if ($report.outcome -ne 'ok') {
            throw [System.InvalidOperationException]::new("The check of $($report.domain) failed: $($report.detail)")
        }
        $result = ConvertTo-ExoPortDomainReport -Report $report -Json $line
        $State.Received++
        if ($result.Verdict -eq 'Fail' -or $result.Verdict -eq 'Unknown') { $State.Bad++ }
        if (-not $State.Quiet) { $result }
    }
}
