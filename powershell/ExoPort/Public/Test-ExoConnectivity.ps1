function Test-ExoConnectivity {
    <#
    .SYNOPSIS
    Answers an administrator's questions: can mail be sent, received and read from here, and if not, why?

    .DESCRIPTION
    Test-ExoConnectivity runs the probes that each scenario needs, all at the same time, and returns one object for each
    scenario: a verdict (Pass, Warn, Fail or Unknown), the cause in one sentence, whose side it is on (YourSide, Path,
    ExchangeOnline or Unknown) with the confidence, the evidence and the remedy. Probes contains the underlying probes.

    Several probes together distinguish causes that a single one cannot: a provider that blocks port 25, a device that
    intercepts TLS everywhere, a captive portal, a wrong clock, a firewall that allows outbound 443 only.

    The scenarios: SendMail (submission, 587), ReceiveMail (the domain's MX on 25, seen from here), Outlook (443), Imap
    (993), Pop (995), Admin (sign-in, PowerShell and admin center), HybridMailFlow (25 and 443 from an Exchange server
    here), Device (printers and applications: 587, or 25 to the MX). All means all of them.

    It never signs in and sends no mail. A scenario that fails is a result, not an error.

    .PARAMETER Scenario
    One or more of SendMail, ReceiveMail, Outlook, Imap, Pop, Admin, HybridMailFlow, Device, All. By default All.

    .PARAMETER Domain
    Your mail domain. Its MX is looked up, never guessed. ReceiveMail and HybridMailFlow are Unknown without it. The
    tenant's own mail host (as the admin center shows it) works too. Takes several, also from the pipeline.

    .PARAMETER Instance
    The cloud: Worldwide (the default), USGovGCCHigh, USGovDoD or China.

    .PARAMETER SecondHost
    A mail server that is not Microsoft's, probed on port 25 only. It shows whether port 25 is blocked in general or only
    the path to Microsoft is at fault.

    .PARAMETER Override
    Connect elsewhere, for tests and for names that resolve differently inside a site: a hashtable from 'HOST:PORT' or
    '*:PORT' to 'ADDRESS:PORT', or to ':PORT' to change the port only.

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
    Go through a proxy: its URL (http://proxy.contoso.com:8080 for HTTP CONNECT, socks5://... with names resolved here,
    socks5h://... with names resolved by the proxy), System for the environment variables https_proxy, all_proxy and
    no_proxy (if they are not set on Windows, the user's setting), or None, which is the default. Automatic configuration
    scripts (PAC) are not evaluated. Many proxies allow port 443 only.

    .PARAMETER ProxyCredential
    User and password for the proxy (HTTP Basic, or SOCKS 5). They are sent to the proxy and appear in no result.

    .PARAMETER RootCertificatePath
    Files with root certificates in PEM form that are trusted besides those of the operating system.

    .PARAMETER Quiet
    Return one Boolean value instead of results: $true when no verdict is Fail or Unknown.

    .INPUTS
    System.String
    Mail domains, as for -Domain.

    .OUTPUTS
    ExoPort.ConnectivityResult
    One for each scenario: Scenario, Verdict, Side, Confidence, Cause, Remedy, Evidence, Findings, Probes, Domain, Instance,
    TimeMs, StartedAt.

    .OUTPUTS
    System.Boolean
    With -Quiet.

    .EXAMPLE
    Test-ExoConnectivity -Domain contoso.com

    Checks every scenario for a mail domain.

    .EXAMPLE
    Test-ExoConnectivity SendMail, Outlook | Format-List

    Checks two scenarios and shows evidence and remedy.

    .EXAMPLE
    Test-ExoConnectivity ReceiveMail -Domain contoso.com -SecondHost mail.example.net

    Why does port 25 not work? An unrelated mail server shows whether the provider blocks it.

    .EXAMPLE
    (Test-ExoConnectivity Imap).Probes | Format-Table

    Shows the probes behind a verdict.

    .EXAMPLE
    if (-not (Test-ExoConnectivity SendMail -Quiet)) { Write-Warning 'Mail cannot be submitted from here.' }

    One Boolean value for a script or a scheduled task.

    .LINK
    about_ExoPort

    .LINK
    Test-ExoPort
    #>
    [CmdletBinding()]
    [OutputType('ExoPort.ConnectivityResult')]
    [OutputType([bool])]
    param(
        [Parameter(Position = 0)]
        [string[]] $Scenario,

        [Parameter(Position = 1, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string[]] $Domain,

        [string] $Instance,

        [string] $SecondHost,

        [System.Collections.IDictionary] $Override,

        [string] $AddressFamily,

        [double] $TimeoutSeconds,

        [double] $ConnectTimeoutSeconds,

        [string] $DnsServer,

        [string] $EhloName,

        [object] $Proxy,

        [pscredential] $ProxyCredential,

        [string[]] $RootCertificatePath,

        [switch] $Quiet
    )

    begin {
        $given = @{}
        foreach ($name in $PSBoundParameters.Keys) { $given[$name] = $PSBoundParameters[$name] }
        $state = @{ Run = $null; Quiet = [bool] $Quiet; Sent = 0; Received = 0; Bad = 0; Refused = 0 }
        $problem = [System.Collections.Generic.List[string]]::new()
        $configuration = New-ExoPortConfiguration -Given $given -Problem $problem
        $fixed = @('"job":"check"') + @(New-ExoPortCheckMember -Given $given -Problem $problem)
        if ($problem.Count -gt 0) {
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message ($problem -join ' ') -ErrorId 'BadParameter'))
        }
    }

    process {
        # Whatever ends this block early (Ctrl+C, Select-Object -First, an error) closes the run and its sockets.
        $complete = $false
        try {
            # Without a domain: one check. An empty pipeline: none.
            $domains = @($null)
            if ($PSBoundParameters.ContainsKey('Domain')) { $domains = @($Domain) }
            foreach ($item in $domains) {
                $problem.Clear()
                $members = @($fixed)
                if ($null -ne $item) { $members += '"domain":' + (ConvertTo-ExoPortJsonText $item.Trim()) }
                if (-not $state.Run) { Open-ExoPortRun -State $state -Configuration $configuration -Cmdlet $PSCmdlet }
                $bytes = [System.Text.Encoding]::UTF8.GetBytes('{' + ($members -join ',') + '}')
                while (-not (Send-ExoPortTarget -Run $state.Run -Target $bytes -Problem $problem)) {
                    Read-ExoPortCheck -State $state -TimeoutMilliseconds 50
                }
                if ($problem.Count -gt 0) {
                    $state.Refused++
                    $PSCmdlet.WriteError((New-ExoPortErrorRecord -Message ($problem -join ' ') -ErrorId 'BadDomain' -TargetObject $item))
                    continue
                }
                $state.Sent++
                Read-ExoPortCheck -State $state -TimeoutMilliseconds 0
            }
            $complete = $true
        }
        finally {
            if (-not $complete -and $state.Run) { $state.Run.Handle.Close() }
        }
    }

    end {
        if ($state.Run) {
            try {
                Stop-ExoPortInput -Run $state.Run
                # Short waits: PowerShell acts on Ctrl+C between them.
                while (-not $state.Run.Done) {
                    Read-ExoPortCheck -State $state -TimeoutMilliseconds 50
                }
            }
            finally {
                $state.Run.Handle.Close()
            }
        }
        # Nothing asked, nothing proven: an empty pipeline gives no value.
        if ($Quiet -and ($state.Run -or $state.Refused -gt 0)) {
            $state.Received -gt 0 -and $state.Bad -eq 0 -and $state.Refused -eq 0
        }
    }
}
