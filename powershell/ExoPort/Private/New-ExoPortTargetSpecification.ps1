function New-ExoPortTargetSpecification {
    <#
    What the native library is asked to probe, as JSON objects: one for each combination of the ports and
    services given. Throws an ArgumentException that names the value that cannot be.
    #>
    param(
        # HOST or HOST:PORT; $null for the default hosts of Instance.
        [object] $ComputerName,
        [string[]] $Port,
        [string[]] $Service,
        [string] $Tls,
        [string] $ServerName,
        [string[]] $Address,
        [string] $Instance,
        [string] $Tag
    )

    $common = [ordered]@{}
    $ports = @(foreach ($text in Split-ExoPortList $Port) { Resolve-ExoPortNumber -Text $text })
    $services = @(foreach ($text in Split-ExoPortList $Service) { Resolve-ExoPortWord -Kind 'Service' -Text $text })
    if ($null -ne $ComputerName) {
        $split = Split-ExoPortTarget -Text $ComputerName
        $common['host'] = $split.HostName
        if ($null -ne $split.Port) {
            if ($ports.Count -gt 0 -and ($ports.Count -gt 1 -or $ports[0] -ne $split.Port)) {
                throw [System.ArgumentException]::new("Target '$(Limit-ExoPortText $ComputerName)' names port $($split.Port), and -Port says $($ports -join ', '). Give one of them.")
            }
            $ports = @($split.Port)
        }
    }
    elseif ($Instance.Trim()) {
        $common['instance'] = $Instance.Trim()
    }
    $mode = Resolve-ExoPortWord -Kind 'Tls' -Text $Tls
    if ($mode) { $common['tls'] = $mode }
    if ($ServerName.Trim()) { $common['server_name'] = $ServerName.Trim() }
    $addresses = @(
        foreach ($text in Split-ExoPortList $Address) {
            $parsed = $null
            # IPAddress takes 1 for 0.0.0.1 and drops a scope; the library takes the plain forms.
            $isAddress = [System.Net.IPAddress]::TryParse($text, [ref] $parsed) -and $text -match '^(\d+\.\d+\.\d+\.\d+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$'
            if (-not $isAddress) {
                throw [System.ArgumentException]::new("-Address '$(Limit-ExoPortText $text)' is not an IP address. Use one like 192.0.2.1 or 2001:db8::1.")
            }
            $parsed.ToString()
        }
    )
    if ($addresses.Count -gt 0) { $common['addresses'] = $addresses }
    if ($Tag) { $common['tag'] = $Tag }

    if ($ports.Count -eq 0) { $ports = @($null) }
    if ($services.Count -eq 0) { $services = @($null) }
    foreach ($oneService in $services) {
        foreach ($onePort in $ports) {
            $specification = [ordered]@{}
            foreach ($key in $common.Keys) { $specification[$key] = $common[$key] }
            if ($null -ne $onePort) { $specification['port'] = $onePort }
            if ($null -ne $oneService) { $specification['service'] = $oneService }
            ConvertTo-ExoPortJson -Value $specification
        }
    }
}
