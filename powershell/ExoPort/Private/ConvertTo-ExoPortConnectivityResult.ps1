function ConvertTo-ExoPortConnectivityResult {
    <#
    The report of a check (docs/scenarios.md) as objects of type ExoPort.ConnectivityResult, one for each scenario. Their
    properties are simple values and lists of simple objects, so they survive Export-Clixml, jobs and remoting.
    #>
    param([object] $Report, [string] $Json)

    $records = @($Report.probes)
    foreach ($verdict in $Report.scenarios) {
        [pscustomobject]@{
            PSTypeName = 'ExoPort.ConnectivityResult'
            Scenario   = ConvertTo-ExoPortWord -Word $verdict.scenario
            Verdict    = ConvertTo-ExoPortWord -Word $verdict.result
            Side       = ConvertTo-ExoPortWord -Word $verdict.side
            Confidence = ConvertTo-ExoPortWord -Word $verdict.confidence
            Cause      = $verdict.cause
            Remedy     = $verdict.remedy
            Evidence   = @($verdict.evidence | Where-Object { $null -ne $_ })
            Findings   = @(foreach ($finding in $verdict.findings) { ConvertTo-ExoPortFinding -Finding $finding })
            Probes     = @(
                foreach ($probe in $verdict.probes) {
                    $record = $records[$probe.probe]
                    [pscustomobject]@{
                        PSTypeName = 'ExoPort.ScenarioProbe'
                        Target     = $probe.host
                        Port       = [int] $probe.port
                        Role       = ConvertTo-ExoPortWord -Word $probe.role
                        Verdict    = ConvertTo-ExoPortWord -Word $record.verdict.result
                        Outcome    = $record.outcome.code
                        Phase      = $record.outcome.phase
                        Address    = $record.outcome.address
                        TlsVersion = $record.tls.version
                        TimeMs     = [double] $record.duration_ms
                        Summary    = $record.verdict.summary
                        Findings   = @(foreach ($finding in $record.findings) { ConvertTo-ExoPortFinding -Finding $finding })
                    }
                }
            )
            Domain     = $Report.domain
            Instance   = $Report.instance
            TimeMs     = [double] $Report.duration_ms
            StartedAt  = ConvertFrom-ExoPortInstant -Milliseconds $Report.started_at
            # The whole report: a scenario is judged by the probes of the others as well.
            Json       = $Json
        }
    }
}
