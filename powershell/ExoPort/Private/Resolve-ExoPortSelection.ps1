function Resolve-ExoPortSelection {
    <#
    Ports, services and TLS mode of a target, checked: in Parts the JSON members for each combination of port
    and service, in Services the same without the ports. What cannot be is in Problem.
    #>
    param([string[]] $Port, [string[]] $Service, [string] $Tls)

    $problem = [System.Collections.Generic.List[string]]::new()
    $mode = Resolve-ExoPortWord -Kind 'Tls' -Text $Tls -Problem $problem
    $tlsPart = if ($mode) { ',"tls":"' + $mode + '"' } else { '' }
    $ports = @(
        foreach ($text in Split-ExoPortList $Port) {
            $number = Resolve-ExoPortNumber -Text $text
            if ($null -eq $number) { $problem.Add("-Port '$(Limit-ExoPortText $text)' is not a port. Use a whole number from 1 to 65535.") }
            else { $number }
        }
    )
    $services = @(foreach ($text in Split-ExoPortList $Service) { Resolve-ExoPortWord -Kind 'Service' -Text $text -Problem $problem })

    # An empty part stands for "not given".
    $portParts = @(if ($ports.Count -eq 0) { '' } else { foreach ($number in $ports) { ',"port":' + $number } })
    $serviceParts = @(if ($services.Count -eq 0) { '' } else { foreach ($word in $services) { ',"service":"' + $word + '"' } })
    @{
        Parts    = @(foreach ($servicePart in $serviceParts) { foreach ($portPart in $portParts) { $servicePart + $portPart + $tlsPart } })
        Services = @(foreach ($servicePart in $serviceParts) { $servicePart + $tlsPart })
        Problem  = $problem
    }
}
