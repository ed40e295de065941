function ConvertTo-ExoPortReplay {
    <#
    One answer of the library's replay as objects of type ExoPort.Replay: one for a probe or a domain; for a check one for each
    scenario, and one for each probe beneath that is judged in another way than it was.
    #>
    param([object] $Replay, [string] $Place, [string] $Path)

    $started = ConvertFrom-ExoPortInstant -Milliseconds $Replay.started_at
    if ($Replay.of -eq 'check') {
        foreach ($scenario in $Replay.scenarios) {
            $recorded = $Replay.recorded_scenarios | Where-Object { $_.scenario -eq $scenario.scenario }
            $differences = @($Replay.differences | Where-Object { $_.scenario -eq $scenario.scenario } | ForEach-Object { $_.text })
            $hasVerdict = $null -ne $recorded.result
            [pscustomobject]@{
                PSTypeName      = 'ExoPort.Replay'
                Kind            = 'Scenario'
                Subject         = ConvertTo-ExoPortWord -Word $scenario.scenario
                Verdict         = ConvertTo-ExoPortWord -Word $scenario.result
                RecordedVerdict = ConvertTo-ExoPortWord -Word $recorded.result
                IsSame          = $(if ($hasVerdict) { $differences.Count -eq 0 })
                Differences     = $differences
                Side            = ConvertTo-ExoPortWord -Word $scenario.side
                Summary         = $scenario.cause
                Remedy          = $scenario.remedy
                Findings        = @(foreach ($finding in $scenario.findings) { ConvertTo-ExoPortFinding -Finding $finding })
                StartedAt       = $started
                Path            = $(if ($Path) { $Path })
                Place           = $Place
            }
        }
        foreach ($probe in $Replay.probes) {
            if ($probe.same -eq $false -or @($probe.differences | Where-Object { $null -ne $_ }).Count -gt 0) {
                ConvertTo-ExoPortReplay -Replay $probe -Place $Place -Path $Path
            }
        }
        return
    }
    $findings = @()
    $remedy = $null
    if ($Replay.of -eq 'domain') {
        $subject = $Replay.domain
        $severities = @{ fail = 'Error'; warn = 'Warning'; unknown = 'Warning' }
        $findings = @(
            foreach ($item in $Replay.items) {
                foreach ($remark in @($item) + @($item.also)) {
                    if ($null -eq $remark -or -not $severities.ContainsKey([string] $remark.result)) { continue }
                    if ($null -eq $remedy -and $remark.rule -eq $Replay.verdict.finding) { $remedy = $remark.remedy }
                    [pscustomobject]@{
                        PSTypeName  = 'ExoPort.Finding'
                        Code        = $remark.rule
                        Severity    = $severities[[string] $remark.result]
                        Explanation = $remark.explanation
                        Evidence    = @($item.evidence | Where-Object { $null -ne $_ })
                        Remedy      = $remark.remedy
                        Source      = $remark.source
                    }
                }
            }
        )
    } else {
        $subject = "$($Replay.target.host):$($Replay.target.port)"
        if ("$($Replay.target.host)".Contains(':')) { $subject = "[$($Replay.target.host)]:$($Replay.target.port)" }
        $findings = @(foreach ($finding in $Replay.findings) { ConvertTo-ExoPortFinding -Finding $finding })
        foreach ($finding in $findings) {
            if ($null -eq $remedy -and $finding.Code -eq $Replay.verdict.finding) { $remedy = $finding.Remedy }
        }
    }
    $differences = @($Replay.differences | Where-Object { $null -ne $_ } | ForEach-Object { $_.text })
    [pscustomobject]@{
        PSTypeName      = 'ExoPort.Replay'
        Kind            = ConvertTo-ExoPortWord -Word $Replay.of
        Subject         = $subject
        Verdict         = ConvertTo-ExoPortWord -Word $Replay.verdict.result
        RecordedVerdict = ConvertTo-ExoPortWord -Word $Replay.recorded_verdict.result
        IsSame          = $(if ($null -ne $Replay.recorded_verdict) { $differences.Count -eq 0 })
        Differences     = $differences
        Side            = $null
        Summary         = $Replay.verdict.summary
        Remedy          = $remedy
        Findings        = $findings
        StartedAt       = $started
        Path            = $(if ($Path) { $Path })
        Place           = $Place
    }
}
