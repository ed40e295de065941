function ConvertTo-ExoPortEndpoint {
    <# One endpoint set of the native library as an object of type ExoPort.Endpoint; $Answer says which cloud and version. #>
    param([object] $Set, [object] $Answer)

    [pscustomobject]@{
        PSTypeName   = 'ExoPort.Endpoint'
        SetId        = [int] $Set.id
        ServiceArea  = $Set.service_area
        Category     = ConvertTo-ExoPortWord -Word $Set.category
        Required     = [bool] $Set.required
        HostName     = [string[]] @($Set.urls)
        TcpPort      = [string[]] @($Set.tcp_ports)
        UdpPort      = [string[]] @($Set.udp_ports)
        AddressRange = [string[]] @($Set.ips)
        ExpressRoute = [bool] $Set.express_route
        Notes        = $Set.notes
        Instance     = $Answer.instance
        Version      = $Answer.version
        Source       = ConvertTo-ExoPortWord -Word $Answer.source
    }
}
