function Get-ExoPortRetest {
    <#
    For a result that is piped in to be tested again: the addresses and the server name that its target had.
    Its Address property is the address that answered, and must not keep the name from being resolved again.
    Nothing for any other object.
    #>
    param([object] $InputObject)

    if ($InputObject -is [System.Net.IPAddress]) {
        # Its property Address is a number of the machine's byte order, not an address to connect to.
        return @{ Address = $null; ServerName = $null }
    }
    if ($null -eq $InputObject -or $InputObject -is [string]) { return }
    foreach ($typeName in $InputObject.PSObject.TypeNames) {
        if ($typeName -eq 'ExoPort.ProbeResult' -or $typeName -eq 'Deserialized.ExoPort.ProbeResult') {
            $target = (ConvertFrom-ExoPortJson -Json $InputObject.Json).target
            return @{ Address = @($target.addresses | Where-Object { $_ }); ServerName = $target.server_name }
        }
    }
}
