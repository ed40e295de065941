function Write-ExoPortListenerProgress {
    <# Where and until when a listener listens, at most once a second. #>
    param([hashtable] $State, [switch] $Completed)

    $activity = 'Listening, accepts no mail'
    if ($Completed) {
        Write-Progress -Activity $activity -Completed
        return
    }
    if (-not $State.Listening -or $State.Clock.ElapsedMilliseconds -lt $State.NextProgress) { return }
    $State.NextProgress = $State.Clock.ElapsedMilliseconds + 1000
    $until = ConvertFrom-ExoPortInstant -Milliseconds $State.Listening.until
    $left = [int] [System.Math]::Max(0, ($until - [System.DateTime]::Now).TotalSeconds)
    Write-Progress -Activity $activity -Status "$($State.Listening.addresses -join ', '): visitors: $($State.Visitors)" -SecondsRemaining $left
}
