function Split-ExoPortTarget {
    <#
    host, host:port, [v6], [v6]:port or a bare IPv6 address -> HostName and Port ($null when the text has none):
    the same forms as the command takes. For anything else nothing, and in $Problem what to write instead.
    #>
    param([string] $Text, [System.Collections.IList] $Problem)

    $hostName = $Text.Trim()
    $shown = Limit-ExoPortText $hostName
    $portText = $null

    if ($hostName.StartsWith('[')) {
        $match = [regex]::Match($hostName, '^\[([^\]]*)\](?::(.*))?$')
        if (-not $match.Success) {
            $null = $Problem.Add("Target '$shown' is not [ADDRESS] or [ADDRESS]:PORT. Write it like [2001:db8::1]:25.")
            return
        }
        $hostName = $match.Groups[1].Value.Trim()
        if ($match.Groups[2].Success) { $portText = $match.Groups[2].Value }
    }
    elseif ($hostName.StartsWith('@{')) {
        # The text of an object: it was piped in whole, because none of its properties names a host.
        $null = $Problem.Add("The object '$shown' has no property that names a host. Give it one named ComputerName, HostName, Target or Host.")
        return
    }
    elseif ($hostName.Contains('://')) {
        $null = $Problem.Add("Target '$shown' is a URL. Use only its host, for example outlook.office365.com:443.")
        return
    }
    elseif ($hostName -eq 'System.Collections.Hashtable') {
        # The text of a hashtable: its keys are no properties.
        $null = $Problem.Add('A hashtable is not a target. Put [pscustomobject] before it.')
        return
    }
    elseif ($hostName.Split(':').Length -eq 2) {
        # With more colons it is an IPv6 address, which has a port only in brackets.
        $hostName, $portText = $hostName.Split(':')
        $hostName = $hostName.Trim()
    }

    if ($hostName.Length -eq 0) {
        $where = if ($shown) { "The host in '$shown' is empty" } else { 'The host is empty' }
        $null = $Problem.Add("$where. Write HOST or HOST:PORT, for example smtp.office365.com:587.")
        return
    }
    $port = $null
    if ($null -ne $portText) {
        $port = Resolve-ExoPortNumber -Text $portText
        if ($null -eq $port) {
            $null = $Problem.Add("The part after ':' in target '$shown' is not a port. Use a whole number from 1 to 65535.")
            return
        }
    }
    @{ HostName = $hostName; Port = $port }
}
