function ConvertTo-ExoPortResult {
    <#
    One line of JSON (schemas/record.schema.json) as an object of type ExoPort.ProbeResult. Its properties are simple
    values and lists of simple objects, so it survives Export-Clixml, jobs and remoting. The whole record is
    not copied into it: the property Record (ExoPort.types.ps1xml) reads it from Json when it is looked at.
    #>
    param([string] $Json)

    $record = ConvertFrom-ExoPortJson -Json $Json
    $target = $record.target
    $outcome = $record.outcome
    $leaf = @($record.certificates)[0]

    $attempts = @(
        foreach ($attempt in $record.attempts) {
            [pscustomobject]@{
                PSTypeName = 'ExoPort.Attempt'
                Address    = $attempt.address
                Outcome    = $attempt.outcome
                StartMs    = [double] $attempt.start_ms
                TimeMs     = [double] $attempt.duration_ms
                Used       = [bool] $attempt.used
                Detail     = $attempt.detail
            }
        }
    )
    # Windows PowerShell reads small numbers as Int32 and PowerShell 7 as Int64: one type for both.
    $daysLeft = $record.trust.days_left
    if ($null -ne $daysLeft) { $daysLeft = [long] $daysLeft }
    # The address of the dialogue; where none came about, the one that the outcome is about.
    $address = $outcome.address
    foreach ($attempt in $attempts) { if ($attempt.Used) { $address = $attempt.Address } }

    [pscustomobject]@{
        PSTypeName  = 'ExoPort.ProbeResult'
        Target      = $target.host
        Port        = [int] $target.port
        Service     = ConvertTo-ExoPortWord -Word $target.service
        Tls         = ConvertTo-ExoPortWord -Word $target.tls
        Verdict     = ConvertTo-ExoPortWord -Word $record.verdict.result
        Outcome     = $outcome.code
        Phase       = $outcome.phase
        Summary     = $record.verdict.summary
        Detail      = $outcome.detail
        Address     = $address
        TlsVersion  = $record.tls.version
        CipherSuite = $record.tls.cipher_suite
        Expires     = ConvertFrom-ExoPortInstant -Milliseconds $leaf.not_after
        DaysLeft    = $daysLeft
        Subject     = $leaf.subject
        Issuer      = $leaf.issuer
        Thumbprint  = $leaf.sha1
        TimeMs      = [double] $record.duration_ms
        StartedAt   = ConvertFrom-ExoPortInstant -Milliseconds $record.started_at
        Findings    = @(foreach ($finding in $record.findings) { ConvertTo-ExoPortFinding -Finding $finding })
        Phases      = @(
            foreach ($phase in $record.phases) {
                [pscustomobject]@{
                    PSTypeName = 'ExoPort.Phase'
                    Phase      = $phase.phase
                    Outcome    = $phase.outcome
                    StartMs    = [double] $phase.start_ms
                    TimeMs     = [double] $phase.duration_ms
                }
            }
        )
        Attempts    = $attempts
        Transcript  = @(
            foreach ($line in $record.dialogue.transcript) {
                [pscustomobject]@{
                    PSTypeName = 'ExoPort.TranscriptLine'
                    AtMs       = [double] $line.at_ms
                    From       = $line.from
                    Tls        = [bool] $line.tls
                    Text       = $line.text
                }
            }
        )
        Proxy       = $record.proxy.url
        Tag         = $target.tag
        Json        = $Json
    }
}
