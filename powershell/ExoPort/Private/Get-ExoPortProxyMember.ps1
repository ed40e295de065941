function Get-ExoPortProxyMember {
    <#
    The members of a run's configuration that -Proxy and -ProxyCredential stand for. No message repeats a proxy's URL:
    it may hold a password.
    #>
    param([System.Collections.IDictionary] $Given, [System.Collections.IList] $Problem)

    $proxy = $Given['Proxy']
    if ($proxy -is [uri]) { $proxy = $proxy.OriginalString }
    $proxy = ([string] $proxy).Trim()
    if (-not $proxy) {
        if ($Given['ProxyCredential']) { $null = $Problem.Add('-ProxyCredential needs -Proxy.') }
        return
    }
    '"proxy":' + (ConvertTo-ExoPortJsonText $proxy)
    if ($Given['ProxyCredential']) {
        $credential = $Given['ProxyCredential']
        $user = ConvertTo-ExoPortJsonText $credential.UserName
        $password = ConvertTo-ExoPortJsonText $credential.GetNetworkCredential().Password
        '"proxy_credentials":{"user":' + $user + ',"password":' + $password + '}'
    }
    if ($proxy -eq 'system') {
        # Outside of Windows, what this session puts into $env: does not reach the environment that the library sees.
        $variables = @(
            foreach ($name in 'https_proxy', 'all_proxy', 'no_proxy') {
                $value = [System.Environment]::GetEnvironmentVariable($name)
                if (-not $value) { $value = [System.Environment]::GetEnvironmentVariable($name.ToUpperInvariant()) }
                if ($value) { '"' + $name + '":' + (ConvertTo-ExoPortJsonText $value) }
            }
        )
        '"proxy_environment":{' + ($variables -join ',') + '}'
    }
}
