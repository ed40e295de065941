function Get-ExoFirewallRule {
    <#
    .SYNOPSIS
    Returns the firewall rules that a site needs for Exchange Online, as objects or as text for a firewall.

    .DESCRIPTION
    Get-ExoFirewallRule makes rules from the endpoint sets that Microsoft publishes for a cloud: one rule for each set
    and service, with its direction, protocol, ports and address ranges (IPv4 and IPv6), and the number of the set and
    the version of the data that it comes from. With -Format it returns the same rules as one text in the language of a
    firewall: a script, a batch file, an access list or a file to load.

    It only prints rules. Nothing on this or any other machine is changed; read the text before you run it.

    Exchange Online connects to a site for one purpose: to deliver mail to servers of the site (hybrid, or a connector to
    your own servers). -Hybrid, or -Direction Inbound, adds the rule that opens port 25 to the published senders only.

    Some sets are published by name only and have no address ranges. A firewall that filters by address can only
    allow them to every address. They are listed in the text if the format has comments, otherwise in a warning.

    .PARAMETER Service
    The services: SmtpMx (port 25), Submission (587), Imap (993 and 143), Pop (995), Web (443), Admin (sign-in and
    administration; only where fetched endpoint data has it). By default all but Admin. Takes several.

    .PARAMETER Instance
    The cloud: Worldwide (the default), USGovGCCHigh, USGovDoD or China.

    .PARAMETER Direction
    Outbound (the default), Inbound or Both. With -Hybrid the default is Both.

    .PARAMETER Hybrid
    Exchange Online delivers mail to servers of this site: add the inbound rule for port 25.

    .PARAMETER AddressFamily
    Any (the default), IPv4 or IPv6.

    .PARAMETER IncludeHttp
    Also TCP 80 where it is published. It only redirects browsers to 443.

    .PARAMETER IncludeHttp3
    Also UDP 443 where it is published, for HTTP/3. Without it clients use TCP 443.

    .PARAMETER Format
    Return one text instead of objects: PowerShell (New-NetFirewallRule), Netsh (a batch file), Nftables (nft -f),
    Iptables and Ip6tables (iptables-restore --noflush, one address family each), Cisco (IOS access lists), AzureNsg
    (securityRules as JSON), Csv or Json.

    .INPUTS
    None
    This cmdlet takes nothing from the pipeline.

    .OUTPUTS
    ExoPort.FirewallRule
    One for each rule: Name, Direction, Protocol, Port, RemoteAddress, Service, Instance, SetId, Version,
    Required, RangesOfSet (the set whose ranges are used, if the rule's own set names the same hosts but has no ranges) and
    HostName.

    .OUTPUTS
    System.String
    With -Format: one text.

    .EXAMPLE
    Get-ExoFirewallRule

    Shows the outbound rules for Microsoft 365 Worldwide.

    .EXAMPLE
    Get-ExoFirewallRule -Service Submission, Imap -Format PowerShell | Set-Content exchange-online.ps1 -Encoding Ascii

    Writes a script of New-NetFirewallRule commands, to be read and then run on a Windows server.

    .EXAMPLE
    Get-ExoFirewallRule -Hybrid | Where-Object Direction -eq Inbound | Select-Object -ExpandProperty RemoteAddress

    The address ranges from which Exchange Online delivers mail to servers of this site.

    .EXAMPLE
    Get-ExoFirewallRule -Instance USGovGCCHigh -Format Cisco

    Access lists for a Cisco router in front of a site in GCC High.

    .LINK
    about_ExoPort

    .LINK
    https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges
    #>
    [CmdletBinding()]
    [OutputType('ExoPort.FirewallRule', [string])]
    param(
        [Parameter(Position = 0)]
        [string[]] $Service,

        [string] $Instance,

        [string] $Direction,

        [switch] $Hybrid,

        [string] $AddressFamily,

        [switch] $IncludeHttp,

        [switch] $IncludeHttp3,

        [string] $Format
    )

    end {
        $problem = [System.Collections.Generic.List[string]]::new()
        $services = @(foreach ($text in Split-ExoPortList $Service) { Resolve-ExoPortWord -Kind 'Service' -Text $text -Problem $problem })
        $members = @(
            '"query":"firewall"'
            if ($services.Count -gt 0) { '"services":["' + ($services -join '","') + '"]' }
            if ($Instance.Trim()) { '"instance":' + (ConvertTo-ExoPortJsonText $Instance.Trim()) }
            $word = Resolve-ExoPortWord -Kind 'Direction' -Text $Direction -Problem $problem
            if ($word) { '"direction":"' + $word + '"' }
            $word = Resolve-ExoPortWord -Kind 'AddressFamily' -Text $AddressFamily -Problem $problem
            if ($word) { '"family":"' + $word + '"' }
            $word = Resolve-ExoPortWord -Kind 'Format' -Text $Format -Problem $problem
            if ($word) { '"format":"' + $word + '"' }
            if ($Hybrid) { '"hybrid":true' }
            if ($IncludeHttp) { '"http":true' }
            if ($IncludeHttp3) { '"http3":true' }
        )
        if ($problem.Count -gt 0) {
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message ($problem -join ' ') -ErrorId 'BadParameter'))
        }
        try {
            Initialize-ExoPortNative
        }
        catch [System.DllNotFoundException] {
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message $_.Exception.Message -ErrorId 'NativeLibrary' -Category 'ResourceUnavailable' -InnerException $_.Exception))
        }
        $answer = Invoke-ExoPortQuery -Question ('{' + ($members -join ',') + '}')
        if (-not $answer) {
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message (Get-ExoPortLastError) -ErrorId 'BadParameter'))
        }
        if ($answer.warning) { Write-Warning -Message $answer.warning }
        if (-not $answer.names_in_text) {
            foreach ($names in $answer.by_name) {
                $need = if ($names.required) { 'required' } else { 'optional' }
                Write-Warning -Message "Published by name only, so not in the rules: set $($names.set_id) ($need), $("$($names.protocol)".ToUpperInvariant()) $($names.ports -join ', '): $($names.hosts -join ', ')"
            }
        }
        if ($null -ne $answer.text) { return $answer.text }
        foreach ($rule in $answer.rules) { ConvertTo-ExoPortFirewallRule -Rule $rule }
    }
}
