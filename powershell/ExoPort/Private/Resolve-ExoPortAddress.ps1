function Resolve-ExoPortAddress {
    <# IP addresses as texts in their usual form; for what is none, a message in $Problem. #>
    param([string[]] $Address, [System.Collections.IList] $Problem)

    foreach ($text in Split-ExoPortList $Address) {
        $parsed = $null
        # IPAddress also takes 1 (for 0.0.0.1) and scopes; the library takes the plain forms.
        $plain = $text -match '^(\d+\.\d+\.\d+\.\d+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$'
        if ($plain -and [System.Net.IPAddress]::TryParse($text, [ref] $parsed)) { $parsed.ToString() }
        else { $null = $Problem.Add("-Address '$(Limit-ExoPortText $text)' is not an IP address. Use one like 192.0.2.1 or 2001:db8::1.") }
    }
}
