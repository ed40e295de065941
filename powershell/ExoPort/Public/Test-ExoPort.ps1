function Test-ExoPort {
    <#
    .SYNOPSIS
    Probes ports of Exchange Online, or of any mail or web server, and says what really happens on this path.

    .DESCRIPTION
    Test-ExoPort connects to each target the way a mail server, a mail client or a browser does: it resolves the
    name, opens the TCP connection, speaks SMTP, IMAP, POP3 or HTTP, starts TLS and looks at the certificate.
    Each probe returns one object with a verdict (Pass, Warn, Fail or Unknown), the outcome of every phase and, where
    something is wrong, findings that say what it means and what to change.

    It never signs in and sends no mail: the dialogue ends before AUTH and MAIL.

    Results are returned as they complete, so their order may differ from that of the targets. A probe that fails is
    a result, not an error. Errors are reported for incorrect use (an unknown service, an invalid port) and for a faulty
    installation; one invalid target does not keep the others from being tested.

    Without a host, the default hosts of a cloud are tested (-Instance, by default Worldwide). For SmtpMx there is no
    default host: give your mail domain, whose MX record is looked up.

    .PARAMETER ComputerName
    The host to test: a name or an address, optionally followed by a colon and a port (smtp.office365.com:587,
    [2001:db8::1]:25). For -Service SmtpMx this may be a mail domain. Takes several, also from the pipeline, and
    from properties named ComputerName, HostName, Target or Host. Without -Port and -Service, every known service
    of this host is tested.

    .PARAMETER Port
    The TCP port, 1 to 65535. Takes several; each is tested. The default is the port of the service. A port in the
    target itself takes precedence.

    .PARAMETER Service
    The expected service: SmtpMx (25), Submission (587), Imap (993), Pop (995), Web (443) or Admin (443).
    Takes several; each is tested. The default is the service of the port.

    .PARAMETER Tls
    How TLS starts: None, Implicit (from the first byte), or with STARTTLS in Smtp, Imap or Pop. The default depends on
    the service and the port.

    .PARAMETER ServerName
    The name for SNI and for the certificate check, if it is not the host.

    .PARAMETER Address
    Connect to these addresses instead of resolving the name. The certificate is still checked against the name.

    .PARAMETER AddressFamily
    Any (the default), IPv4 or IPv6.

    .PARAMETER Instance
    The cloud whose default hosts are tested when no host is given: Worldwide (the default, also for GCC),
    USGovGCCHigh, USGovDoD or China. Cannot be combined with a host.

    .PARAMETER Tag
    Any text, for example the name of a site. It is copied to the result.

    .PARAMETER TimeoutSeconds
    The time limit of one probe over all its phases, 0.001 to 600 seconds, by default 15. Exchange Online delays
    unwelcome clients by 5 to 10 seconds, so a short limit can make a slow answer look like no answer.

    .PARAMETER ConnectTimeoutSeconds
    The time limit of one TCP connection attempt, by default 5 seconds.

    .PARAMETER ThrottleLimit
    How many probes run at the same time, 1 to 4096, by default 64.

    .PARAMETER DnsServer
    Ask this DNS server (ADDRESS or ADDRESS:PORT) instead of the resolver of the operating system.

    .PARAMETER Proxy
    Go through a proxy: its URL (http://proxy.contoso.com:8080 for HTTP CONNECT, socks5://... with names resolved here,
    socks5h://... with names resolved by the proxy), System for the environment variables https_proxy, all_proxy and
    no_proxy (if they are not set on Windows, the user's setting), or None, which is the default. Automatic configuration
    scripts (PAC) are not evaluated. Many proxies allow port 443 only.

    .PARAMETER ProxyCredential
    User and password for the proxy (HTTP Basic, or SOCKS 5). They are sent to the proxy and appear in no result.

    .PARAMETER EhloName
    The name to send in EHLO. By default the full name of this machine.

    .PARAMETER RootCertificatePath
    Files with root certificates in PEM form that are trusted besides those of the operating system.

    .PARAMETER IncludeTranscript
    Keep every line of the dialogue in the property Transcript.

    .PARAMETER IncludeLegacyTls
    Open extra connections to find out whether the server still accepts TLS 1.0, TLS 1.1 or old cipher suites.

    .PARAMETER Quiet
    Return one Boolean value instead of results: $true when everything was tested and no verdict is Fail or Unknown.

    .INPUTS
    System.String
    Hosts, as for -ComputerName.

    .INPUTS
    System.Management.Automation.PSObject
    Objects with a property ComputerName (or HostName, Target, Host) and, optionally, Port, Service, Tls, ServerName,
    Address and Tag, such as the rows of Import-Csv. Empty cells count as absent. Results of Test-ExoPort are tested again.

    .OUTPUTS
    ExoPort.ProbeResult
    One for each probe. about_ExoPort describes its properties.

    .OUTPUTS
    System.Boolean
    With -Quiet.

    .EXAMPLE
    Test-ExoPort

    Tests the default hosts and ports of Microsoft 365 Worldwide.

    .EXAMPLE
    Test-ExoPort smtp.office365.com -Service Submission | Format-List

    Tests client submission on port 587 and shows the evidence: phases, certificate, addresses tried, findings.

    .EXAMPLE
    'smtp.office365.com:587', 'outlook.office365.com:993' | Test-ExoPort -TimeoutSeconds 20

    Tests two targets from the pipeline.

    .EXAMPLE
    Test-ExoPort contoso.com -Service SmtpMx -IncludeTranscript | Select-Object -ExpandProperty Transcript

    Looks up the MX record of a mail domain, probes it on port 25 and shows every line of the dialogue.

    .EXAMPLE
    Import-Csv targets.csv | Test-ExoPort | Where-Object Verdict -ne Pass | Export-Csv failures.csv -NoTypeInformation

    Tests the targets of a file with the columns ComputerName, Port and Service, and keeps the results other than Pass.

    .EXAMPLE
    if (-not (Test-ExoPort -Service Submission, Imap -Quiet)) { Write-Warning 'Mail clients cannot connect from here.' }

    One Boolean value for a script or a scheduled task.

    .EXAMPLE
    Test-ExoPort outlook.office365.com:443 -Address 203.0.113.10 -ServerName outlook.office365.com

    Tests one address of a name, for example a proxy or the front door of another region.

    .EXAMPLE
    Test-ExoPort outlook.office365.com:443, smtp.office365.com:587 -Proxy http://proxy.contoso.com:8080 -ProxyCredential (Get-Credential)

    Tests what the site's proxy lets through.

    .EXAMPLE
    (Test-ExoPort smtp.office365.com:587).Findings | Format-List

    Shows what is wrong and what to do about it.

    .LINK
    about_ExoPort

    .LINK
    https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges
    #>
    [CmdletBinding()]
    [OutputType('ExoPort.ProbeResult')]
    [OutputType([bool])]
    param(
        # Texts rather than numbers and enumerations: an empty cell of a CSV file is absent, not port 0, and the
        # messages for wrong values are our own.
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('HostName', 'Target', 'Host')]
        [string[]] $ComputerName,

        [Parameter(ValueFromPipelineByPropertyName)]
        [string[]] $Port,

        [Parameter(ValueFromPipelineByPropertyName)]
        [string[]] $Service,

        [Parameter(ValueFromPipelineByPropertyName)]
        [string] $Tls,

        [Parameter(ValueFromPipelineByPropertyName)]
        [string] $ServerName,

        [Parameter(ValueFromPipelineByPropertyName)]
        [string[]] $Address,

        [string] $AddressFamily,

        [string] $Instance,

        [Parameter(ValueFromPipelineByPropertyName)]
        [string] $Tag,

        [double] $TimeoutSeconds,

        [double] $ConnectTimeoutSeconds,

        [int] $ThrottleLimit,

        [string] $DnsServer,

        # A text or a URI; a URI's own text form would decode what is percent-encoded.
        [object] $Proxy,

        [pscredential] $ProxyCredential,

        [string] $EhloName,

        [string[]] $RootCertificatePath,

        [switch] $IncludeTranscript,

        [switch] $IncludeLegacyTls,

        [switch] $Quiet
    )

    begin {
        # What the command line says; the process block sees the pipeline's values too.
        $given = @{}
        foreach ($name in $PSBoundParameters.Keys) { $given[$name] = $PSBoundParameters[$name] }
        $state = @{
            Run           = $null
            Quiet         = [bool] $Quiet
            Sent          = 0
            Received      = 0
            Bad           = 0
            Refused       = 0
            AllSent       = $false
            Clock         = [System.Diagnostics.Stopwatch]::StartNew()
            NextProgress  = 250
            ProgressShown = $false
        }
        # What holds for every target and cannot be: nothing to go on with.
        $cache = @{}
        $problem = [System.Collections.Generic.List[string]]::new()
        $configuration = New-ExoPortConfiguration -Given $given -Problem $problem
        $fixed = @{ Port = $given['Port']; Service = $given['Service']; Tls = $given['Tls']; Address = $given['Address'] }
        $null = New-ExoPortTargetSpecification -ComputerName 'any' @fixed -Cache $cache -Problem $problem
        if ($problem.Count -gt 0) {
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message ($problem -join ' ') -ErrorId 'BadParameter'))
        }
    }

    process {
        # Whatever ends this block early (Ctrl+C, Select-Object -First, an error) closes the run and its sockets.
        $complete = $false
        try {
            if ($MyInvocation.ExpectingInput) {
                $retest = Get-ExoPortRetest -InputObject $_
                if ($retest) {
                    if (-not $given.ContainsKey('Address')) { $Address = $retest.Address }
                    if (-not $given.ContainsKey('ServerName')) { $ServerName = $retest.ServerName }
                }
            }
            if ($PSBoundParameters.ContainsKey('ComputerName')) {
                # [string]: $null is an empty host here, and would be the default hosts below.
                $hosts = @(foreach ($name in $ComputerName) { [string] $name })
                if ($hosts.Count -eq 0) { $hosts = @('') }
            }
            elseif ($MyInvocation.ExpectingInput) { $hosts = @('') }
            # Test-ExoPort without host and pipeline: the default hosts.
            else { $hosts = @($null) }

            foreach ($item in $hosts) {
                $problem.Clear()
                $specification = @{
                    ComputerName = $item
                    Port         = $Port
                    Service      = $Service
                    Tls          = $Tls
                    ServerName   = $ServerName
                    Address      = $Address
                    Instance     = $Instance
                    Tag          = $Tag
                    Cache        = $cache
                    Problem      = $problem
                }
                foreach ($target in New-ExoPortTargetSpecification @specification) {
                    if (-not $state.Run) { Open-ExoPortRun -State $state -Configuration $configuration -Cmdlet $PSCmdlet }
                    $bytes = [System.Text.Encoding]::UTF8.GetBytes($target)
                    # No room: take results out until there is. So memory stays flat however many targets come.
                    while (-not (Send-ExoPortTarget -Run $state.Run -Target $bytes -Problem $problem)) {
                        Read-ExoPortRun -State $state -TimeoutMilliseconds 50
                    }
                    if ($problem.Count -gt 0) { break }
                    $state.Sent += Measure-ExoPortTarget -Target $target
                    Read-ExoPortRun -State $state -TimeoutMilliseconds 0
                }
                if ($problem.Count -gt 0) {
                    $state.Refused++
                    $PSCmdlet.WriteError((New-ExoPortErrorRecord -Message ($problem -join ' ') -ErrorId 'BadTarget' -TargetObject $item))
                }
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
                $state.AllSent = $true
                # Short waits: PowerShell acts on Ctrl+C between them.
                while (-not $state.Run.Done) {
                    Read-ExoPortRun -State $state -TimeoutMilliseconds 50
                }
                Write-ExoPortProgress -State $state -Completed
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
