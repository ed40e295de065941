function Watch-ExoPort {
    <#
    .SYNOPSIS
    Checks the paths to Exchange Online, compares them with the last known state, and returns only what has changed.

    .DESCRIPTION
    Watch-ExoPort checks scenarios as Test-ExoConnectivity does, for one round or, with -IntervalMinutes, repeatedly, and
    compares each round with a state file. It returns one object for each change: a new failure, a recovery, another cause,
    a certificate that was renewed or expires soon, another chain, another site. Without a change it returns nothing.

    One bad round is not a change: -ConfirmFailure and -ConfirmRecovery say how many rounds in a row are needed. A
    failure in the very first round is reported at once.

    The state survives a kill at any moment. Only one watch at a time can use a state. A change that may have been returned
    before an interruption is returned again with the same Sequence and with Repeated set.

    Register-ExoPortTask runs it as a scheduled task. Ctrl+C and Select-Object -First stop it at once.

    .PARAMETER Scenario
    One or more of SendMail, ReceiveMail, Outlook, Imap, Pop, Admin, HybridMailFlow, Device, All. By default All.

    .PARAMETER Domain
    Your mail domain. Without it, All leaves out ReceiveMail and HybridMailFlow, and naming them is an error.

    .PARAMETER Instance
    The cloud: Worldwide (the default), USGovGCCHigh, USGovDoD or China.

    .PARAMETER SecondHost
    A mail server that is not Microsoft's, probed on port 25 only. It shows whether port 25 is blocked in general or only
    the path to Microsoft is at fault.

    .PARAMETER Override
    Connect elsewhere, for tests and for names that resolve differently inside a site: a hashtable from 'HOST:PORT' or
    '*:PORT' to 'ADDRESS:PORT', or to ':PORT' to change the port only. Or texts HOST:PORT=ADDRESS:PORT.

    .PARAMETER AddressFamily
    Any (the default), IPv4 or IPv6.

    .PARAMETER TimeoutSeconds
    The time limit of a check over all its probes, 0.001 to 600 seconds, by default 15.

    .PARAMETER ConnectTimeoutSeconds
    The time limit of one TCP connection attempt, by default 5 seconds.

    .PARAMETER DnsServer
    Ask this DNS server (ADDRESS or ADDRESS:PORT) instead of the resolver of the operating system.

    .PARAMETER EhloName
    The name to send in EHLO. By default the full name of this machine.

    .PARAMETER Proxy
    Go through a proxy: its URL, System, or None, which is the default. See Test-ExoConnectivity.

    .PARAMETER ProxyCredential
    User and password for the proxy (HTTP Basic, or SOCKS 5). They are sent to the proxy only and are not kept in the state.

    .PARAMETER RootCertificatePath
    Files with root certificates in PEM form that are trusted besides those of the operating system.

    .PARAMETER StatePath
    The file that keeps the state between rounds and between processes. By default watch/default.json in the per-user
    data folder of ExoPort. Give each set of scenarios a state of its own.

    .PARAMETER IntervalMinutes
    Repeat: the time from the start of one round to the start of the next, 1 to 1440 minutes. Without it, one round.

    .PARAMETER Round
    Stop after this many rounds. For use with -IntervalMinutes, which otherwise continues until it is stopped.

    .PARAMETER ConfirmFailure
    How many rounds in a row must see a worse result before it is reported, 1 to 100, by default 2. A failure in the
    first round is reported at once.

    .PARAMETER ConfirmRecovery
    How many rounds in a row must see a better result before it is reported, 1 to 100, by default 2.

    .PARAMETER ExpiryDays
    Report a certificate when it has this many days left, again at each smaller number, and when it has expired. At most 16
    numbers, by default 30, 14, 7, 3, 1.

    .PARAMETER JsonLinesPath
    Add each change to this file, one JSON object per line.

    .PARAMETER PrometheusPath
    Write the state of each round to this file as Prometheus text, for the textfile collector.

    .PARAMETER EventLog
    Write each change to the Windows event log. Register-ExoPortTask -EventLog registers the event source.

    .PARAMETER PassThru
    Also return an object for each round, after its changes.

    .INPUTS
    None
    This cmdlet takes nothing from the pipeline.

    .OUTPUTS
    ExoPort.Change
    One for each change: At, Change (NewFailure, NewWarning, Undetermined, CauseChanged, Recovered, CertificateRenewed,
    CertificateExpiring, ChainChanged, SiteChanged), Severity, Scenario, Target, Port, Before, Now, Code, Text, Evidence, Remedy,
    Sequence, Repeated and Json.

    .OUTPUTS
    ExoPort.WatchRound
    With -PassThru, one for each round: Number, StartedAt, Verdict, Scenarios, Certificates, Changes, TimeMs, NextAt and Json.

    .EXAMPLE
    Watch-ExoPort -Domain contoso.com

    One round: what has changed since the last one?

    .EXAMPLE
    Watch-ExoPort SendMail, Outlook -IntervalMinutes 5 -JsonLinesPath changes.jsonl | Format-List

    Checks two scenarios every five minutes, until Ctrl+C, and keeps the changes in a file.

    .EXAMPLE
    Watch-ExoPort -IntervalMinutes 1 | Where-Object Change -eq Recovered | Select-Object -First 1

    Waits until something works again.

    .EXAMPLE
    (Watch-ExoPort Imap -PassThru | Select-Object -Last 1).Certificates

    Shows the certificates seen in one round.

    .LINK
    about_ExoPort

    .LINK
    Register-ExoPortTask

    .LINK
    Test-ExoConnectivity
    #>
    [CmdletBinding()]
    [OutputType('ExoPort.Change')]
    [OutputType('ExoPort.WatchRound')]
    param(
        [Parameter(Position = 0)]
        [string[]] $Scenario,

        [Parameter(Position = 1)]
        [string] $Domain,

        [string] $Instance,

        [string] $SecondHost,

        [object] $Override,

        [string] $AddressFamily,

        [double] $TimeoutSeconds,

        [double] $ConnectTimeoutSeconds,

        [string] $DnsServer,

        [string] $EhloName,

        [object] $Proxy,

        [pscredential] $ProxyCredential,

        [string[]] $RootCertificatePath,

        [string] $StatePath,

        [ValidateRange(1, 1440)]
        [int] $IntervalMinutes,

        [ValidateRange(1, 2147483647)]
        [int] $Round,

        [ValidateRange(1, 100)]
        [int] $ConfirmFailure,

        [ValidateRange(1, 100)]
        [int] $ConfirmRecovery,

        [string[]] $ExpiryDays,

        [string] $JsonLinesPath,

        [string] $PrometheusPath,

        [switch] $EventLog,

        [switch] $PassThru
    )

    end {
        $given = @{}
        foreach ($name in $PSBoundParameters.Keys) { $given[$name] = $PSBoundParameters[$name] }
        $problem = [System.Collections.Generic.List[string]]::new()
        $configuration = New-ExoPortWatchConfiguration -Given $given -Problem $problem
        if ($problem.Count -gt 0) {
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message ($problem -join ' ') -ErrorId 'BadParameter'))
        }
        $state = @{ Run = $null; PassThru = [bool] $PassThru; Last = $null; Failure = $null; Clock = [System.Diagnostics.Stopwatch]::StartNew(); NextProgress = 0 }
        Open-ExoPortRun -State $state -Configuration $configuration -Cmdlet $PSCmdlet
        # Whatever ends this block (the last round, Ctrl+C, Select-Object -First, an error) ends the watch.
        try {
            # Short waits: PowerShell acts on Ctrl+C between them.
            while (-not $state.Run.Done) {
                foreach ($line in Receive-ExoPortRecord -Run $state.Run -TimeoutMilliseconds 50) {
                    Read-ExoPortWatchEvent -State $state -Json $line
                }
                Write-ExoPortWatchProgress -State $state
            }
            Write-ExoPortWatchProgress -State $state -Completed
        }
        finally {
            $state.Run.Handle.Close()
        }
        if ($state.Failure) {
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message $state.Failure -ErrorId 'WatchFailed' -Category 'WriteError'))
        }
    }
}
