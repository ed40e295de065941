function Watch-ExoPort {
    <#
    .SYNOPSIS
    Checks the ways to Exchange Online, compares with what is remembered of them, and gives only what has changed.

    .DESCRIPTION
    Watch-ExoPort checks scenarios as Test-ExoConnectivity does, one round or, with -IntervalMinutes, again and again, and
    compares each round with a state file. It gives one object for each change: a new failure, a recovery, another cause, a
    certificate that was renewed or comes close to its end, another chain, another site. Nothing changed, nothing given.

    One bad round is no change: -ConfirmFailure and -ConfirmRecovery say how many in a row are. The first round of all is
    taken as it is.

    The state survives a kill at any moment. Only one watch at a time holds a state. A change that may have been given before
    an interruption is given again with the same Sequence and with Repeated set.

    Register-ExoPortTask makes a scheduled task of it. Ctrl+C and Select-Object -First end it at once.

    .PARAMETER Scenario
    One or more of SendMail, ReceiveMail, Outlook, Imap, Pop, Admin, HybridMailFlow, Device, All. By default All.

    .PARAMETER Domain
    Your mail domain. Without it, All leaves out ReceiveMail and HybridMailFlow, and naming them is wrong use.

    .PARAMETER Instance
    The cloud: Worldwide (the default), USGovGCCHigh, USGovDoD or China.

    .PARAMETER SecondHost
    A mail server that has nothing to do with Microsoft, asked on port 25 only: it tells a block of port 25 from a fault
    on the way to Microsoft.

    .PARAMETER Override
    Connect elsewhere, for tests and for names that lead elsewhere inside a site: a hashtable from 'HOST:PORT' or
    '*:PORT' to 'ADDRESS:PORT', or to ':PORT' for another port alone. Or texts HOST:PORT=ADDRESS:PORT.

    .PARAMETER AddressFamily
    Any (the default), IPv4 or IPv6.

    .PARAMETER TimeoutSeconds
    The time limit of a check over all its probes, 0.001 to 600 seconds, by default 15.

    .PARAMETER ConnectTimeoutSeconds
    The time limit of one TCP connection attempt, by default 5 seconds.

    .PARAMETER DnsServer
    Ask this DNS server (ADDRESS or ADDRESS:PORT) instead of the resolver of the operating system.

    .PARAMETER EhloName
    The name that is given in EHLO. By default the full name of this machine.

    .PARAMETER Proxy
    Go through a proxy: its URL, System, or None, which is the default. As of Test-ExoConnectivity.

    .PARAMETER ProxyCredential
    User and password for the proxy (HTTP Basic, or SOCKS 5). They go to the proxy and nowhere else, also not into the state.

    .PARAMETER RootCertificatePath
    Files with root certificates in PEM form that are trusted besides those of the operating system.

    .PARAMETER StatePath
    The file that holds the state from one round, and one process, to the next. By default watch/default.json in the per-user
    data folder of ExoPort. Give each set of scenarios a state of its own.

    .PARAMETER IntervalMinutes
    Repeat: the time from the beginning of one round to that of the next, 1 to 1440 minutes. Without it, one round.

    .PARAMETER Round
    End after so many rounds. With -IntervalMinutes; without this parameter it then goes on until it is stopped.

    .PARAMETER ConfirmFailure
    So many rounds in a row must see a worse result before it is told, 1 to 100, by default 2.

    .PARAMETER ConfirmRecovery
    So many rounds in a row must see a better result before it is told, 1 to 100, by default 2.

    .PARAMETER ExpiryDays
    Tell of a certificate when it has so many days left, again at each smaller number, and when it has ended, at most 16
    numbers. By default 30, 14, 7, 3, 1.

    .PARAMETER JsonLinesPath
    Add each change to this file, one JSON object a line.

    .PARAMETER PrometheusPath
    Write the state of each round to this file as Prometheus text, for the textfile collector.

    .PARAMETER EventLog
    Write each change to the Windows event log. Register-ExoPortTask -EventLog makes the source that this needs.

    .PARAMETER PassThru
    Give an object for each round too, after its changes.

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

    Shows the certificates that one round has seen.

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
