function New-ExoPortErrorRecord {
    <# One ErrorRecord: wrong use (ArgumentException) or a fault (InvalidOperationException). #>
    param(
        [string] $Message,
        [string] $ErrorId,
        [System.Management.Automation.ErrorCategory] $Category = 'InvalidArgument',
        [object] $TargetObject,
        [System.Exception] $InnerException
    )

    if ($Category -eq 'InvalidArgument') {
        $exception = [System.ArgumentException]::new($Message, [System.Exception] $InnerException)
    }
    else {
        $exception = [System.InvalidOperationException]::new($Message, [System.Exception] $InnerException)
    }
    [System.Management.Automation.ErrorRecord]::new($exception, $ErrorId, $Category, $TargetObject)
}
