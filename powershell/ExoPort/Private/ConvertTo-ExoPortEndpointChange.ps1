function ConvertTo-ExoPortEndpointChange {
    <# One change of endpoint sets as an object of type ExoPort.EndpointChange; $Answer says which cloud and versions. #>
    param([object] $Change, [object] $Answer)

    [pscustomobject]@{
        PSTypeName  = 'ExoPort.EndpointChange'
        SetId       = [int] $Change.id
        ServiceArea = $Change.service_area
        Change      = ConvertTo-ExoPortWord -Word $Change.kind
        Value       = $Change.value
        Instance    = $Answer.instance
        FromVersion = $Answer.from
        ToVersion   = $Answer.to
    }
}
