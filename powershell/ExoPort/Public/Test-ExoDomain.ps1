function Test-ExoDomain {
    <#
    .SYNOPSIS
    Checks the DNS of a mail domain in Exchange Online, item by item, and says what to change.

    .DESCRIPTION
    Test-ExoDomain queries the DNS records of a mail domain: MX, SPF (with everything it includes, and the number of
    lookups), the DKIM selectors, DMARC, Autodiscover, msoid, MTA-STS (with the policy, which is fetched over HTTPS),
    TLS-RPT and TLSA (DANE). It returns one object for each domain with a verdict (Pass, Warn, Fail or Unknown), and in
    Items one object for each item with its result, one sentence, the evidence, the remedy and the source of the rule.

    An item may also be Absent (missing, and not required) or NotApplicable; neither affects the verdict. An item that the
    DNS does not answer is Unknown, never Absent.

    The cloud is taken from the MX or from -Instance; use -Instance if mail goes through a gateway first. DNSSEC signatures
    are not checked here: the answer of the DNS server is trusted.

    A domain with faults is a result, not an error. Reports are returned as they complete.

    .PARAMETER Domain
    The mail domain: the part after the @. Takes several, also from the pipeline, and from properties named Domain or
    DomainName.

    .PARAMETER Instance
    The cloud: Worldwide, USGovGCCHigh, USGovDoD or China. By default the cloud of the MX.

    .PARAMETER DkimSelector
    DKIM selectors to check in addition to selector1 and selector2, at most 8.

    .PARAMETER DnsServer
    Ask this DNS server (ADDRESS or ADDRESS:PORT) instead of those of the operating system.

    .PARAMETER PolicyAddress
    Fetch the MTA-STS policy from this ADDRESS:PORT, with the name and certificate of mta-sts.DOMAIN: for a web server
    that the DNS does not point to yet.

    .PARAMETER Proxy
    Fetch the MTA-STS policy through a proxy: its URL, System or None, which is the default. DNS queries go directly.

    .PARAMETER ProxyCredential
    User and password for the proxy (HTTP Basic, or SOCKS 5). They are sent to the proxy and appear in no result.

    .PARAMETER RootCertificatePath
    Files with root certificates in PEM form that are trusted besides those of the operating system.

    .PARAMETER TimeoutSeconds
    The time limit for one domain, 0.001 to 600 seconds, by default 15. What is not answered by then is Unknown.

    .PARAMETER Quiet
    Return one Boolean value instead of reports: $true when no verdict is Fail or Unknown.

    .INPUTS
    System.String
    Mail domains, as for -Domain.

    .INPUTS
    System.Management.Automation.PSObject
    Objects with a property Domain or DomainName, such as those of Get-AcceptedDomain, and, optionally, Instance and
    DkimSelector.

    .OUTPUTS
    ExoPort.DomainReport
    One for each domain: Domain, Instance, Verdict, Summary, Items, DnsServer, TimeMs, StartedAt. Each of Items has Item,
    Name, Result, Explanation, Remedy, Rule, Source, Evidence and Also (what other rules say about it).

    .OUTPUTS
    System.Boolean
    With -Quiet.

    .EXAMPLE
    Test-ExoDomain contoso.com | Format-List

    Shows every item of a domain with its remedy.

    .EXAMPLE
    (Test-ExoDomain contoso.com).Items | Where-Object Result -in Fail, Warn | Format-List Item, Explanation, Remedy, Evidence

    Shows what to change, with the evidence.

    .EXAMPLE
    'contoso.com', 'fabrikam.com' | Test-ExoDomain -DnsServer 192.0.2.53

    Checks two domains as seen by one DNS server.

    .EXAMPLE
    Get-AcceptedDomain | Test-ExoDomain -Instance Worldwide | Where-Object Verdict -ne Pass

    Checks every domain of the organization in a session with Exchange Online, including those behind a gateway.

    .EXAMPLE
    if (-not (Test-ExoDomain contoso.com -Quiet)) { Write-Warning 'The DNS of contoso.com needs attention.' }

    One Boolean value for a script or a scheduled task.

    .LINK
    about_ExoPort

    .LINK
    Test-ExoConnectivity
    #>
    [CmdletBinding()]
    [OutputType('ExoPort.DomainReport')]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('DomainName')]
        [AllowEmptyString()]
        [string[]] $Domain,

        [Parameter(ValueFromPipelineByPropertyName)]
        [string] $Instance,

        [Parameter(ValueFromPipelineByPropertyName)]
        [string[]] $DkimSelector,

        [string] $DnsServer,

        [string] $PolicyAddress,

        [object] $Proxy,

        [pscredential] $ProxyCredential,

        [string[]] $RootCertificatePath,

        [double] $TimeoutSeconds,

        [switch] $Quiet
    )

    begin {
        $given = @{}
        foreach ($name in $PSBoundParameters.Keys) { $given[$name] = $PSBoundParameters[$name] }
        # Each domain asks several questions at once, of one small DNS server.
        $given['ThrottleLimit'] = 8
        $state = @{ Run = $null; Quiet = [bool] $Quiet; Sent = 0; Received = 0; Bad = 0; Refused = 0 }
        $problem = [System.Collections.Generic.List[string]]::new()
        $configuration = New-ExoPortConfiguration -Given $given -Problem $problem
        if ($problem.Count -gt 0) {
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message ($problem -join ' ') -ErrorId 'BadParameter'))
        }
    }

    process {
        # Whatever ends this block early (Ctrl+C, Select-Object -First, an error) closes the run and its sockets.
        $complete = $false
        try {
            foreach ($item in $Domain) {
                $problem.Clear()
                $job = New-ExoPortDomainJob -Domain $item -Instance $Instance -DkimSelector $DkimSelector -PolicyAddress $PolicyAddress
                if (-not $state.Run) { Open-ExoPortRun -State $state -Configuration $configuration -Cmdlet $PSCmdlet }
                $bytes = [System.Text.Encoding]::UTF8.GetBytes($job)
                while (-not (Send-ExoPortTarget -Run $state.Run -Target $bytes -Problem $problem)) {
                    Read-ExoPortDomain -State $state -TimeoutMilliseconds 50
                }
                if ($problem.Count -gt 0) {
                    $state.Refused++
                    $PSCmdlet.WriteError((New-ExoPortErrorRecord -Message ($problem -join ' ') -ErrorId 'BadDomain' -TargetObject $item))
                    continue
                }
                $state.Sent++
                Read-ExoPortDomain -State $state -TimeoutMilliseconds 0
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
                    Read-ExoPortDomain -State $state -TimeoutMilliseconds 50
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
