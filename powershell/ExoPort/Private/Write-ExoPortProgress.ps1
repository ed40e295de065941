function Write-ExoPortProgress {
    <#
    The progress bar of one Test-ExoPort: from the second target on, at most four times a second.
    A bar for every record would cost more than the record.
    #>
    param([hashtable] $State, [switch] $Completed)

    $activity = 'Testing ports'
    if ($Completed) {
        if ($State.ProgressShown) { Write-Progress -Activity $activity -Completed }
        $State.ProgressShown = $false
        return
    }
    if ($State.Sent -lt 2 -or $State.Clock.ElapsedMilliseconds -lt $State.NextProgress) { return }
    $State.NextProgress = $State.Clock.ElapsedMilliseconds + 250
    $State.ProgressShown = $true
    $status = "$($State.Received) of $($State.Sent) done, $($State.Bad) failed"
    # While more targets may come, there is no honest percentage.
    $percent = -1
    if ($State.AllSent) { $percent = [int] [System.Math]::Min(100, 100 * $State.Received / $State.Sent) }
    Write-Progress -Activity $activity -Status $status -PercentComplete $percent
}
