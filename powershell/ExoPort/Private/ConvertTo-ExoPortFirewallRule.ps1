function ConvertTo-ExoPortFirewallRule {
    <# One rule of the native library as an object of type ExoPort.FirewallRule. #>
    param([object] $Rule)

    $rangesOfSet = $Rule.ranges_of_set
    # Windows PowerShell reads small numbers as Int32 and PowerShell 7 as Int64: one type for both.
    if ($null -ne $rangesOfSet) { $rangesOfSet = [int] $rangesOfSet }
    [pscustomobject]@{
        PSTypeName    = 'ExoPort.FirewallRule'
        Name          = $Rule.name
        Direction     = ConvertTo-ExoPortWord -Word $Rule.direction
        Protocol      = "$($Rule.protocol)".ToUpperInvariant()
        Port          = [string[]] @($Rule.ports)
        RemoteAddress = [string[]] @($Rule.ranges)
        Service       = ConvertTo-ExoPortWord -Word $Rule.service
        Instance      = $Rule.instance
        SetId         = [int] $Rule.set_id
        Version       = $Rule.version
        Required      = [bool] $Rule.required
        RangesOfSet   = $rangesOfSet
        HostName      = [string[]] @($Rule.hosts)
    }
}
