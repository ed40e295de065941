function New-ExoPortDomainJob {
    <# The job "domain" of the native library as JSON. What is absent is left out; the library checks the rest. #>
    param([string] $Domain, [string] $Instance, [string[]] $DkimSelector, [string] $PolicyAddress)

    $members = @(
        '"job":"domain"'
        '"domain":' + (ConvertTo-ExoPortJsonText $Domain.Trim())
        if ($Instance) { '"instance":' + (ConvertTo-ExoPortJsonText $Instance.Trim()) }
        $selectors = @(foreach ($name in Split-ExoPortList $DkimSelector) { ConvertTo-ExoPortJsonText $name })
        if ($selectors.Count -gt 0) { '"dkim_selectors":[' + ($selectors -join ',') + ']' }
        if ($PolicyAddress) { '"policy_address":' + (ConvertTo-ExoPortJsonText $PolicyAddress.Trim()) }
    )
    '{' + ($members -join ',') + '}'
}
