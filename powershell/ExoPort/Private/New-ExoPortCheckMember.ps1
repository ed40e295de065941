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
    $pairs = @(
        if ($Given['Override'] -is [System.Collections.IDictionary]) {
            foreach ($from in $Given['Override'].Keys) {
                (ConvertTo-ExoPortJsonText "$from") + ':' + (ConvertTo-ExoPortJsonText "$($Given['Override'][$from])")
            }
        }
        else {
            # What a command line can hold: FROM=TO, several with commas.
            foreach ($text in Split-ExoPortList $Given['Override']) {
                $from, $to = $text.Split([char[]] '=', 2)
                if (-not $to) {
                    $null = $Problem.Add("-Override '$(Limit-ExoPortText $text)' is not valid. Use a hashtable, or HOST:PORT=ADDRESS:PORT.")
                    continue
                }
                (ConvertTo-ExoPortJsonText $from) + ':' + (ConvertTo-ExoPortJsonText $to)
            }
        }
    )
    if ($pairs.Count -gt 0) { '"overrides":{' + ($pairs -join ',') + '}' }
}
