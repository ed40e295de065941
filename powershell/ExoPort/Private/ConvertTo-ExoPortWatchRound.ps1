function ConvertTo-ExoPortWatchRound {
    <# One round of a watch as an object of type ExoPort.WatchRound: simple values and lists of simple objects. #>
    param([object] $Round, [string] $Json)

    [pscustomobject]@{
        PSTypeName   = 'ExoPort.WatchRound'
        Number       = [long] $Round.number
        StartedAt    = ConvertFrom-ExoPortInstant -Milliseconds $Round.started_at
        Verdict      = ConvertTo-ExoPortWord -Word $Round.result
        Scenarios    = @(
            foreach ($scenario in $Round.scenarios) {
                [pscustomobject]@{
                    PSTypeName = 'ExoPort.WatchScenario'
                    Scenario   = ConvertTo-ExoPortWord -Word $scenario.scenario
                    Verdict    = ConvertTo-ExoPortWord -Word $scenario.result
                    Seen       = ConvertTo-ExoPortWord -Word $scenario.seen
                    Since      = ConvertFrom-ExoPortInstant -Milliseconds $scenario.since
                    Code       = $scenario.finding
                    Cause      = $scenario.cause
                    TimeMs     = [double] $scenario.duration_ms
                }
            }
        )
        Certificates = @(
            foreach ($certificate in $Round.certificates | Where-Object { $null -ne $_ }) {
                [pscustomobject]@{
                    PSTypeName = 'ExoPort.WatchCertificate'
                    Target     = $certificate.host
                    Port       = [int] $certificate.port
                    Expires    = ConvertFrom-ExoPortInstant -Milliseconds $certificate.not_after
                    Sha256     = $certificate.sha256
                }
            }
        )
        Changes      = [int] $Round.changes
        TimeMs       = [double] $Round.duration_ms
        NextAt       = ConvertFrom-ExoPortInstant -Milliseconds $Round.next_at
        Json         = $Json
    }
}
