function New-ExoPortWatchConfiguration {
    <# The configuration of a watch as JSON, from the parameters of Watch-ExoPort. Messages about what cannot be are added to $Problem. #>
    param([System.Collections.IDictionary] $Given, [System.Collections.IList] $Problem)

    $check = @(New-ExoPortCheckMember -Given $Given -Problem $Problem)
    if ($Given['Domain']) { $check += '"domain":' + (ConvertTo-ExoPortJsonText $Given['Domain'].Trim()) }
    $members = @(
        '"check":{' + ($check -join ',') + '}'
        '"run":' + (New-ExoPortConfiguration -Given $Given -Problem $Problem)
        New-ExoPortWatchMember -Given $Given -Problem $Problem
    )
    '{"watch":{' + ($members -join ',') + '}}'
}
