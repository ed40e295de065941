function New-ExoPortTargetSpecification {
    <#
    What the native library is asked to probe, as JSON objects: one for each combination of the ports and
    services given. Nothing when a value cannot be, and then $Problem has a message that names it.

    $Cache keeps the checked ports, services and modes between targets: most targets of a run share them.
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
        [string] $Tag,
        [hashtable] $Cache,
        [System.Collections.IList] $Problem
    )

    $key = "$Port|$Service|$Tls"
    $selection = $Cache[$key]
    if (-not $selection) {
        $selection = Resolve-ExoPortSelection -Port $Port -Service $Service -Tls $Tls
        $Cache[$key] = $selection
    }
    foreach ($message in $selection.Problem) { $null = $Problem.Add($message) }
    $parts = $selection.Parts

    if ($null -eq $ComputerName) { $head = '' }
    elseif ($ComputerName -match '^[A-Za-z0-9._-]+$' -and $ComputerName -ne 'System.Collections.Hashtable') {
        # What nearly every target looks like.
        $head = ',"host":"' + $ComputerName + '"'
    }
    else {
        $split = Split-ExoPortTarget -Text $ComputerName -Problem $Problem
        if (-not $split) { return }
        $head = ',"host":' + (ConvertTo-ExoPortJsonText $split.HostName)
        if ($null -ne $split.Port) {
            # As in the command: what a target says itself wins.
            $parts = foreach ($part in $selection.Services) { $part + ',"port":' + $split.Port }
        }
    }
    if ($Instance.Trim()) { $head += ',"instance":' + (ConvertTo-ExoPortJsonText $Instance.Trim()) }
    if ($ServerName) { $head += ',"server_name":' + (ConvertTo-ExoPortJsonText $ServerName.Trim()) }
    if ($Address) {
        $addresses = @(foreach ($text in Resolve-ExoPortAddress -Address $Address -Problem $Problem) { '"' + $text + '"' })
        if ($addresses.Count -gt 0) { $head += ',"addresses":[' + ($addresses -join ',') + ']' }
    }
    if ($Tag) { $head += ',"tag":' + (ConvertTo-ExoPortJsonText $Tag) }

    if ($Problem.Count -gt 0) { return }
    foreach ($part in $parts) { '{' + ($head + $part).TrimStart([char] ',') + '}' }
}
