function Update-ExoEndpoint {
    <#
    .SYNOPSIS
    Fetches newer endpoint sets of Exchange Online from Microsoft's web service, and shows what changed.

    .DESCRIPTION
    Update-ExoEndpoint asks the endpoints web service (https://endpoints.office.com) for its version, and fetches the sets
    if they are newer than the current ones. They are kept for this user and used from then on by Get-ExoEndpoint,
    Get-ExoFirewallRule and the verdicts about addresses. Only a complete and valid answer replaces the current sets.

    It follows the rules of the web service: at most one request an hour, with a GUID that is created once for this user
    and machine, and no request for an hour after HTTP status 429 (too many requests).

    The sets are kept in the folder named by EXOPORT_DATA_FOLDER. If that is not set, they are in %LOCALAPPDATA%\ExoPort
    on Windows, ~/Library/Application Support/ExoPort on macOS, and ~/.local/share/exoport elsewhere.
    EXOPORT_ENDPOINTS_URL sets another URL of the web service, for example a mirror.

    .PARAMETER Instance
    The cloud: Worldwide (the default), USGovGCCHigh, USGovDoD or China; or another cloud that the web service knows. Takes
    several.

    .PARAMETER Change
    Return the changes since the version reviewed last, instead of the result of the update. If no version was reviewed
    yet, the changes since the shipped sets are returned.

    .PARAMETER Reviewed
    The same as -Change, and marks the version as reviewed: the next time, only newer changes are shown.

    .PARAMETER Force
    Ask again within the hour, and fetch even if the version is not newer. It does not override the pause after HTTP
    status 429.

    .PARAMETER TimeoutSeconds
    The time limit for one cloud, 0.001 to 600 seconds, by default 30.

    .PARAMETER DnsServer
    Ask this DNS server (ADDRESS or ADDRESS:PORT) instead of those of the operating system.

    .PARAMETER Proxy
    Go through a proxy: its URL, System or None, which is the default.

    .PARAMETER ProxyCredential
    User and password for the proxy (HTTP Basic, or SOCKS 5). They are sent to the proxy and appear in no result.

    .PARAMETER RootCertificatePath
    Files with root certificates in PEM form that are trusted besides those of the operating system.

    .INPUTS
    None
    This cmdlet takes nothing from the pipeline.

    .OUTPUTS
    ExoPort.EndpointUpdate
    One for each cloud: Instance, Status (Updated, UpToDate, CheckedRecently, Waiting or Failed), Version (the one in use
    now), PreviousVersion, LatestVersion, Source, CheckedAt, NextCheckAt and Reason.

    .OUTPUTS
    ExoPort.EndpointChange
    With -Change or -Reviewed, one for each change: SetId, ServiceArea, Change (SetAdded, UrlRemoved, IpAdded,
    TcpPortAdded ...), Value, Instance, FromVersion and ToVersion.

    .EXAMPLE
    Update-ExoEndpoint

    Fetches newer endpoint sets of Microsoft 365 Worldwide, if available.

    .EXAMPLE
    Update-ExoEndpoint -Instance USGovGCCHigh, USGovDoD

    Does the same for two clouds.

    .EXAMPLE
    Update-ExoEndpoint -Change | Where-Object Change -like 'Ip*' | Format-Table

    Shows which address ranges were added and removed since the last review.

    .EXAMPLE
    Update-ExoEndpoint -Reviewed | Export-Csv endpoint-changes.csv -NoTypeInformation

    Saves the changes to a file, and marks the version as reviewed.

    .EXAMPLE
    Update-ExoEndpoint -WhatIf

    Shows what would be done, without a request.

    .LINK
    about_ExoPort

    .LINK
    https://learn.microsoft.com/microsoft-365/enterprise/microsoft-365-ip-web-service
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType('ExoPort.EndpointUpdate', 'ExoPort.EndpointChange')]
    param(
        [Parameter(Position = 0)]
        [string[]] $Instance = 'Worldwide',

        [switch] $Change,

        [switch] $Reviewed,

        [switch] $Force,

        [double] $TimeoutSeconds = 30,

        [string] $DnsServer,

        [object] $Proxy,

        [pscredential] $ProxyCredential,

        [string[]] $RootCertificatePath
    )

    end {
        $given = @{ TimeoutSeconds = $TimeoutSeconds }
        foreach ($name in $PSBoundParameters.Keys) { $given[$name] = $PSBoundParameters[$name] }
        $problem = [System.Collections.Generic.List[string]]::new()
        $configuration = New-ExoPortConfiguration -Given $given -Problem $problem
        if ($problem.Count -gt 0) {
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message ($problem -join ' ') -ErrorId 'BadParameter'))
        }
        try {
            Initialize-ExoPortNative
        }
        catch [System.DllNotFoundException] {
            $PSCmdlet.ThrowTerminatingError((New-ExoPortErrorRecord -Message $_.Exception.Message -ErrorId 'NativeLibrary' -Category 'ResourceUnavailable' -InnerException $_.Exception))
        }
        $clouds = @(Split-ExoPortList $Instance)
        if ($clouds.Count -eq 0) { $clouds = @('Worldwide') }
        foreach ($cloud in $clouds) {
            $name = ConvertTo-ExoPortJsonText $cloud
            if ($PSCmdlet.ShouldProcess($cloud, 'Fetch newer endpoint sets from the endpoints web service')) {
                $members = @(
                    '"job":"endpoints-update"'
                    '"instance":' + $name
                    if ($Force) { '"force":true' }
                    # Not left to the library: on Unix it does not see what was assigned in this session.
                    if ($env:EXOPORT_ENDPOINTS_URL) { '"url":' + (ConvertTo-ExoPortJsonText $env:EXOPORT_ENDPOINTS_URL) }
                )
                $problem.Clear()
                $report = Read-ExoPortUpdate -Configuration $configuration -Job ('{' + ($members -join ',') + '}') -Problem $problem -Cmdlet $PSCmdlet
                if (-not $report) {
                    $PSCmdlet.WriteError((New-ExoPortErrorRecord -Message ($problem -join ' ') -ErrorId 'BadParameter' -TargetObject $cloud))
                    continue
                }
                if ($report.warning) { Write-Warning -Message $report.warning }
                $update = ConvertTo-ExoPortEndpointUpdate -Report $report
                $message = switch ($update.Status) {
                    'Failed' {
                        $known = if ($update.Version) { "version $($update.Version) remains in use" } else { 'there are no endpoint sets for this cloud' }
                        "The endpoint sets of $cloud were not updated; $known. $($update.Reason)"
                    }
                    'Waiting' { "The endpoints web service refused the request: too many requests (HTTP status 429). Try again after $($update.NextCheckAt)." }
                }
                if ($message) {
                    $PSCmdlet.WriteError((New-ExoPortErrorRecord -Message $message -ErrorId "Update$($update.Status)" -Category 'ResourceUnavailable' -TargetObject $cloud))
                }
                if (-not $Change -and -not $Reviewed) { $update }
            }
            if (-not $Change -and -not $Reviewed) { continue }

            $answer = Invoke-ExoPortQuery -Question ('{"query":"endpoints-changes","instance":' + $name + '}')
            if (-not $answer) {
                $PSCmdlet.WriteError((New-ExoPortErrorRecord -Message (Get-ExoPortLastError) -ErrorId 'NoEndpoints' -TargetObject $cloud))
                continue
            }
            $from = if ($answer.reviewed) { "version $($answer.from), reviewed last" } elseif ($answer.from) { "version $($answer.from), never reviewed" } else { 'nothing' }
            Write-Verbose -Message "$($answer.instance): $(@($answer.changes).Count) changes from $from, to version $($answer.to)"
            foreach ($item in $answer.changes) { ConvertTo-ExoPortEndpointChange -Change $item -Answer $answer }
            if ($Reviewed -and $PSCmdlet.ShouldProcess($cloud, "Mark version $($answer.to) of the endpoint sets as reviewed")) {
                $marked = Invoke-ExoPortQuery -Question ('{"query":"endpoints-reviewed","instance":' + $name + ',"version":' + (ConvertTo-ExoPortJsonText $answer.to) + '}')
                if (-not $marked) {
                    $PSCmdlet.WriteError((New-ExoPortErrorRecord -Message (Get-ExoPortLastError) -ErrorId 'NotReviewed' -Category 'ResourceUnavailable' -TargetObject $cloud))
                }
            }
        }
    }
}
