function Split-ExoPortTarget {
    <#
    host, host:port, [v6], [v6]:port or a bare IPv6 address -> HostName and Port ($null when the text has none).
    The same forms as the command takes. Throws an ArgumentException that says what to write.
    #>
    param([string] $Text)

    $asked = $Text.Trim()
    $shown = Limit-ExoPortText $asked
    $hostName = $asked
    $portText = $null
    $problem = $null
    $address = $null

    if ($asked.Length -eq 0) {
        $problem = 'The host is empty. Write HOST or HOST:PORT, for example smtp.office365.com:587.'
    }
    elseif ($asked.StartsWith('[')) {
        $match = [regex]::Match($asked, '^\[([^\]]*)\](?::(.*))?$')
        if ($match.Success) {
            $hostName = $match.Groups[1].Value
            if ($match.Groups[2].Success) { $portText = $match.Groups[2].Value }
        }
        else {
            $problem = "Target '$shown' is not [ADDRESS] or [ADDRESS]:PORT. Write it like [2001:db8::1]:25."
        }
    }
    elseif ($asked.Contains(':')) {
        # More than one colon and an address: an IPv6 address without port.
        $isAddress = $asked.IndexOf(':') -ne $asked.LastIndexOf(':') -and [System.Net.IPAddress]::TryParse($asked, [ref] $address)
        if (-not $isAddress) {
            $hostName = $asked.Substring(0, $asked.LastIndexOf(':'))
            $portText = $asked.Substring($asked.LastIndexOf(':') + 1)
        }
    }
    elseif ($asked.StartsWith('@{')) {
        # The text of an object: it was piped in whole, because none of its properties names a host.
        $problem = "The object '$shown' has no property that names a host. Give it one named ComputerName, HostName, Target or Host."
    }

    if (-not $problem -and $hostName.Trim().Length -eq 0) {
        $problem = "The host in '$shown' is empty. Write HOST or HOST:PORT, for example smtp.office365.com:587."
    }
    if ($problem) {
        throw [System.ArgumentException]::new($problem)
    }
    $port = $null
    if ($null -ne $portText) {
        try { $port = Resolve-ExoPortNumber -Text $portText }
        catch {
            throw [System.ArgumentException]::new("The part after ':' in target '$shown' is not a port. Use a whole number from 1 to 65535.")
        }
    }
    @{ HostName = $hostName.Trim(); Port = $port }
}
