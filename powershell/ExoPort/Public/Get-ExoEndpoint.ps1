function Get-ExoEndpoint {
    <#
    .SYNOPSIS
    Lists the hosts, ports and addresses of Exchange Online that Microsoft publishes for a cloud.

    .DESCRIPTION
    Get-ExoEndpoint returns the endpoint sets of a cloud, one object each: host names, TCP and UDP ports, address ranges
    (IPv4 and IPv6), category, and whether Microsoft 365 needs the set. It needs no network: the sets of the four clouds
    ship with ExoPort (service area Exchange), and Update-ExoEndpoint fetches newer ones, which are used from then on.
    The properties Version and Source say which sets are in use.

    A host name may have wildcards: *.mx.microsoft is every name below mx.microsoft; autodiscover.*.onmicrosoft.com has
    one label, the tenant's name, in the middle. If a set has no address ranges, Microsoft publishes none for it.

    .PARAMETER Instance
    The cloud: Worldwide (the default, also for GCC), USGovGCCHigh, USGovDoD or China; or another cloud that was fetched.

    .PARAMETER Service
    Only sets with a port of this service: SmtpMx (25), Submission (587), Imap (993, 143), Pop (995), Web or Admin (443).

    .PARAMETER ServiceArea
    Only sets of this area: Exchange, or Common (in fetched sets only).

    .PARAMETER Port
    Only sets with this TCP or UDP port, 1 to 65535.

    .PARAMETER Required
    Only sets that Microsoft 365 requires. -Required:$false returns the optional ones.

    .PARAMETER Category
    Only sets of this category: Optimize, Allow or Default.

    .INPUTS
    None
    This cmdlet takes nothing from the pipeline.

    .OUTPUTS
    ExoPort.Endpoint
    One for each set: SetId, ServiceArea, Category, Required, HostName, TcpPort, UdpPort, AddressRange, ExpressRoute,
    Notes, Instance, Version and Source (BuiltIn or Cache).

    .EXAMPLE
    Get-ExoEndpoint

    Lists the endpoint sets of Microsoft 365 Worldwide.

    .EXAMPLE
    Get-ExoEndpoint -Service Imap -Instance USGovGCCHigh | Format-List

    What IMAP needs in GCC High, with all address ranges.

    .EXAMPLE
    (Get-ExoEndpoint -Port 25).AddressRange | Where-Object { $_ -notlike '*:*' }

    The IPv4 ranges of Exchange Online's mail exchangers.

    .EXAMPLE
    Get-ExoEndpoint -Required -Category Optimize | Select-Object -ExpandProperty HostName

    The host names that proxies should let through directly.

    .LINK
    about_ExoPort

    .LINK
    https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges
    #>
    [CmdletBinding()]
    [OutputType('ExoPort.Endpoint')]
    param(
        [Parameter(Position = 0)]
        [string] $Instance,

        [string] $Service,

        [string] $ServiceArea,

        [string] $Port,

        [switch] $Required,

        [string] $Category
    )

    end {
        $problem = [System.Collections.Generic.List[string]]::new()
        $members = @(
            '"query":"endpoints"'
            if ($Instance.Trim()) { '"instance":' + (ConvertTo-ExoPortJsonText $Instance.Trim()) }
            $word = Resolve-ExoPortWord -Kind 'Service' -Text $Service -Problem $problem
            if ($word) { '"service":"' + $word + '"' }
            if ($ServiceArea.Trim()) { '"service_area":' + (ConvertTo-ExoPortJsonText $ServiceArea.Trim()) }
            if ($Port.Trim()) {
                $number = Resolve-ExoPortNumber -Text $Port
                if ($number) { '"port":' + $number }
                else { $problem.Add("-Port '$(Limit-ExoPortText $Port)' is not a port. Use a number from 1 to 65535.") }
            }
            if ($PSBoundParameters.ContainsKey('Required')) { '"required":' + "$Required".ToLowerInvariant() }
            $word = Resolve-ExoPortWord -Kind 'Category' -Text $Category -Problem $problem
            if ($word) { '"category":"' + $word + '"' }
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
        foreach ($set in $answer.sets) { ConvertTo-ExoPortEndpoint -Set $set -Answer $answer }
    }
}
