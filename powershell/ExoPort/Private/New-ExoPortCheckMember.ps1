function New-ExoPortCheckMember {
    <#
    The JSON members of a check that hold for every domain, from the parameters of Test-ExoConnectivity and Watch-ExoPort.
    Messages about what cannot be are added to $Problem.
    #>
    param([System.Collections.IDictionary] $Given, [System.Collections.IList] $Problem)

    $words = @(foreach ($text in Split-ExoPortList $Given['Scenario']) { Resolve-ExoPortWord -Kind 'Scenario' -Text $text -Problem $Problem })
    if ($words.Count -gt 0) { '"scenarios":["' + ($words -join '","') + '"]' }
    if ($Given['Instance']) { '"instance":' + (ConvertTo-ExoPortJsonText $Given['Instance'].Trim()) }
    if ($Given['SecondHost']) { '"second_host":' + (ConvertTo-ExoPortJsonText $Given['SecondHost'].Trim()) }
    if ($Given['Override']) {
        $pairs = @(
            foreach ($from in $Given['Override'].Keys) {
                (ConvertTo-ExoPortJsonText "$from") + ':' + (ConvertTo-ExoPortJsonText "$($Given['Override'][$from])")
            }
        )
        '"overrides":{' + ($pairs -join ',') + '}'
    }
}
